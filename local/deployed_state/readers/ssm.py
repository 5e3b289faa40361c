"""Parameters."""

from local.deployed_state.resource import Properties, Resource, key_values


def parameter(resource: Resource) -> Properties:
    ssm, name = resource.client("ssm"), resource.physical_id
    value = ssm.get_parameter(Name=name)["Parameter"]
    filters = [{"Key": "Name", "Option": "Equals", "Values": [name]}]
    metadata = ssm.describe_parameters(ParameterFilters=filters)["Parameters"][0]
    tags = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    return {
        "AllowedPattern": metadata.get("AllowedPattern"),
        "DataType": value["DataType"],
        "Description": metadata.get("Description"),
        "Name": name,
        "Tags": resource.tags(key_values(tags)),
        "Tier": metadata.get("Tier"),
        "Type": value["Type"],
        "Value": value["Value"],
    }
