"""Values of Fn::GetAtt: those which the physical id determines, and those only the API knows."""

from collections.abc import Callable, Mapping
from typing import Any

from local.deployed_state.stack import Clients, Stack

# Filled with the stack's region and account and the resource's physical id (`tail` is what
# follows its last slash).
_PATTERNS: Mapping[tuple[str, str], str] = {
    ("AWS::CloudWatch::Alarm", "Arn"): "arn:aws:cloudwatch:{region}:{account}:alarm:{id}",
    ("AWS::CloudWatch::CompositeAlarm", "Arn"): "arn:aws:cloudwatch:{region}:{account}:alarm:{id}",
    ("AWS::CloudTrail::Trail", "Arn"): "arn:aws:cloudtrail:{region}:{account}:trail/{id}",
    ("AWS::DynamoDB::Table", "Arn"): "arn:aws:dynamodb:{region}:{account}:table/{id}",
    ("AWS::IAM::ManagedPolicy", "PolicyArn"): "{id}",
    ("AWS::KMS::Key", "Arn"): "arn:aws:kms:{region}:{account}:key/{id}",
    ("AWS::KMS::Key", "KeyId"): "{id}",
    ("AWS::Lambda::Function", "Arn"): "arn:aws:lambda:{region}:{account}:function:{id}",
    ("AWS::Lambda::LayerVersion", "LayerVersionArn"): "{id}",
    ("AWS::Logs::LogGroup", "Arn"): "arn:aws:logs:{region}:{account}:log-group:{id}:*",
    ("AWS::S3::Bucket", "Arn"): "arn:aws:s3:::{id}",
    ("AWS::S3::Bucket", "DomainName"): "{id}.s3.amazonaws.com",
    ("AWS::S3::Bucket", "RegionalDomainName"): "{id}.s3.{region}.amazonaws.com",
    ("AWS::SNS::Topic", "TopicArn"): "{id}",
    ("AWS::SQS::Queue", "Arn"): "arn:aws:sqs:{region}:{account}:{tail}",
    ("AWS::SQS::Queue", "QueueName"): "{tail}",
    ("AWS::SQS::Queue", "QueueUrl"): "{id}",
    ("AWS::Scheduler::ScheduleGroup", "Arn"): (
        "arn:aws:scheduler:{region}:{account}:schedule-group/{id}"
    ),
    ("AWS::StepFunctions::StateMachine", "Arn"): "{id}",
}


def _rule_arn(clients: Clients, name: str) -> Any:
    return clients("events").describe_rule(Name=name)["Arn"]


def _role(clients: Clients, name: str) -> Any:
    return clients("iam").get_role(RoleName=name)["Role"]


def _stream_arn(clients: Clients, table: str) -> Any:
    return clients("dynamodb").describe_table(TableName=table)["Table"].get("LatestStreamArn")


def _parameter(clients: Clients, name: str) -> Any:
    return clients("ssm").get_parameter(Name=name)["Parameter"]


def _machine_name(clients: Clients, arn: str) -> Any:
    return clients("stepfunctions").describe_state_machine(stateMachineArn=arn)["name"]


_LOOKUPS: Mapping[tuple[str, str], Callable[[Clients, str], Any]] = {
    ("AWS::DynamoDB::Table", "StreamArn"): _stream_arn,
    ("AWS::Events::Rule", "Arn"): _rule_arn,
    ("AWS::IAM::Role", "Arn"): lambda clients, name: _role(clients, name)["Arn"],
    ("AWS::IAM::Role", "RoleId"): lambda clients, name: _role(clients, name)["RoleId"],
    ("AWS::SSM::Parameter", "Type"): lambda clients, name: _parameter(clients, name)["Type"],
    ("AWS::SSM::Parameter", "Value"): lambda clients, name: _parameter(clients, name)["Value"],
    ("AWS::StepFunctions::StateMachine", "Name"): _machine_name,
}


def attribute(
    resource_type: str, name: str, physical_id: str, stack: Stack, clients: Clients
) -> Any:
    key = (resource_type, name)
    if lookup := _LOOKUPS.get(key):
        return lookup(clients, physical_id)
    if key not in _PATTERNS:
        raise LookupError(f"Fn::GetAtt {name} of {resource_type} cannot be read back")
    return _PATTERNS[key].format(
        id=physical_id,
        tail=physical_id.rpartition("/")[2],
        region=stack.region,
        account=stack.account,
    )
