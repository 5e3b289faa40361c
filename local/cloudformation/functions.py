"""AWS::Lambda::Function and AWS::Lambda::EventSourceMapping: what their provisioners drop."""

from ministack.services import lambda_svc

from local.cloudformation.resource_types import Provisioned, complete, tag_map, tag_with_stack
from local.cloudformation.service_calls import call

_OPTIONAL_IN_MAPPINGS = (
    "DestinationConfig",
    "FilterCriteria",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "ParallelizationFactor",
    "ScalingConfig",
)


def extend() -> None:
    complete("AWS::Lambda::Function", _complete_function)
    complete("AWS::Lambda::EventSourceMapping", _complete_event_source_mapping)
    tag_with_stack("AWS::Lambda::EventSourceMapping")


def _complete_function(function: Provisioned) -> None:
    name, properties = function.physical_id, function.properties
    call(
        "lambda",
        "update_function_configuration",
        FunctionName=name,
        DeadLetterConfig=properties.get("DeadLetterConfig", {"TargetArn": ""}),
        KMSKeyArn=properties.get("KmsKeyArn", ""),
    )
    reserved = properties.get("ReservedConcurrentExecutions")
    if reserved is not None:
        call(
            "lambda",
            "put_function_concurrency",
            FunctionName=name,
            ReservedConcurrentExecutions=reserved,
        )
    elif function.is_dropped("ReservedConcurrentExecutions"):
        call("lambda", "delete_function_concurrency", FunctionName=name)


def _complete_event_source_mapping(mapping: Provisioned) -> None:
    """ministack keeps what an update drops, and no tags."""
    record = lambda_svc._esms[mapping.physical_id]
    record["Tags"] = tag_map(mapping.properties)
    for name in _OPTIONAL_IN_MAPPINGS:
        if mapping.is_dropped(name):
            record.pop(name, None)
    if mapping.is_dropped("FunctionResponseTypes"):
        record["FunctionResponseTypes"] = []
