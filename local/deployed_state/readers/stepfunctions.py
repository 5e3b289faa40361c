"""State machines."""

from local.deployed_state.resource import Properties, Resource, key_values, pascal_case


def state_machine(resource: Resource) -> Properties:
    states, arn = resource.client("stepfunctions"), resource.physical_id
    found = states.describe_state_machine(stateMachineArn=arn)
    tags = states.list_tags_for_resource(resourceArn=arn)["tags"]
    return {
        "DefinitionString": _definition(resource.expected, found["definition"]),
        "DefinitionSubstitutions": resource.expected.get("DefinitionSubstitutions"),
        "EncryptionConfiguration": pascal_case(found.get("encryptionConfiguration")),
        "LoggingConfiguration": pascal_case(found.get("loggingConfiguration")),
        "RoleArn": found["roleArn"],
        "StateMachineName": found["name"],
        "StateMachineType": found["type"],
        "Tags": resource.tags(key_values(tags, "key", "value")),
        "TracingConfiguration": pascal_case(found.get("tracingConfiguration")),
    }


def _definition(expected: Properties, observed: str) -> str:
    """The template's text if the definition is what its substitutions make of it."""
    text: str = expected.get("DefinitionString", "")
    substituted = text
    for name, value in expected.get("DefinitionSubstitutions", {}).items():
        substituted = substituted.replace("${" + name + "}", str(value))
    return text if substituted == observed else observed
