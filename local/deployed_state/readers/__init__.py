"""The readers, one per resource type."""

from collections.abc import Mapping

from local.deployed_state.readers import (
    cloudtrail,
    cloudwatch,
    dynamodb,
    events,
    iam,
    kms,
    lambda_,
    logs,
    messaging,
    s3,
    ssm,
    stepfunctions,
)
from local.deployed_state.resource import Properties, Reader, Resource


def _metadata(resource: Resource) -> Properties:
    """AWS::CDK::Metadata exists only in the template; there is nothing to read."""
    return resource.expected


READERS: Mapping[str, Reader] = {
    "AWS::CDK::Metadata": _metadata,
    "AWS::CloudTrail::Trail": cloudtrail.trail,
    "AWS::CloudWatch::Alarm": cloudwatch.metric_alarm,
    "AWS::CloudWatch::CompositeAlarm": cloudwatch.composite_alarm,
    "AWS::CloudWatch::Dashboard": cloudwatch.dashboard,
    "AWS::DynamoDB::Table": dynamodb.table,
    "AWS::Events::Rule": events.rule,
    "AWS::IAM::ManagedPolicy": iam.managed_policy,
    "AWS::IAM::Policy": iam.policy,
    "AWS::IAM::Role": iam.role,
    "AWS::KMS::Alias": kms.alias,
    "AWS::KMS::Key": kms.key,
    "AWS::Lambda::EventInvokeConfig": lambda_.event_invoke_config,
    "AWS::Lambda::EventSourceMapping": lambda_.event_source_mapping,
    "AWS::Lambda::Function": lambda_.function,
    "AWS::Lambda::LayerVersion": lambda_.layer_version,
    "AWS::Lambda::Permission": lambda_.permission,
    "AWS::Logs::LogGroup": logs.log_group,
    "AWS::Logs::MetricFilter": logs.metric_filter,
    "AWS::Logs::ResourcePolicy": logs.resource_policy,
    "AWS::S3::Bucket": s3.bucket,
    "AWS::S3::BucketPolicy": s3.bucket_policy,
    "AWS::SNS::Subscription": messaging.subscription,
    "AWS::SNS::Topic": messaging.topic,
    "AWS::SNS::TopicPolicy": messaging.topic_policy,
    "AWS::SQS::Queue": messaging.queue,
    "AWS::SQS::QueuePolicy": messaging.queue_policy,
    "AWS::SSM::Parameter": ssm.parameter,
    "AWS::Scheduler::Schedule": events.schedule,
    "AWS::Scheduler::ScheduleGroup": events.schedule_group,
    "AWS::StepFunctions::StateMachine": stepfunctions.state_machine,
}
