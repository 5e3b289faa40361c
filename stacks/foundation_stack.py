"""All that holds state: keys, buckets and the table of waits."""

from typing import Any

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lifecycle import documents
from settings import Settings
from stacks import key_policies
from stacks.acknowledgements import (
    acknowledge_data_bucket,
    acknowledge_log_bucket,
    acknowledge_waits_table,
)


class FoundationStack(Stack):
    def __init__(self, scope: Construct, id: str, *, settings: Settings, **kwargs: Any) -> None:
        super().__init__(scope, id, **kwargs)
        self._settings = settings
        self.data_key = self._key("DataKey", "Tailor: data, messages, logs and state")
        key_policies.allow_services_of_data_key(self.data_key)
        self.model_key = self._key("ModelKey", "Tailor: custom models in Amazon Bedrock")
        key_policies.allow_bedrock(self.model_key)

        self._access_logs = self._access_logs_bucket()
        self.intake_bucket = self._data_bucket("IntakeBucket")
        _send_events_to_event_bridge(self.intake_bucket)
        self.output_bucket = self._data_bucket("OutputBucket")
        self.output_bucket.add_lifecycle_rule(
            id="expire-quarantine",
            prefix=f"{documents.QUARANTINE_PREFIX}/",
            expiration=settings.data_retention,
        )
        # Exports, so that the policies of other stacks resolve to text that can be acknowledged.
        self._intake_bucket_arn = self.export_value(self.intake_bucket.bucket_arn)
        self._output_bucket_arn = self.export_value(self.output_bucket.bucket_arn)
        self.waits_table = self._waits_table()

        CfnOutput(self, "IntakeBucketName", value=self.intake_bucket.bucket_name)
        CfnOutput(self, "OutputBucketName", value=self.output_bucket.bucket_name)

    def intake_objects(self, pattern: str) -> str:
        return f"{self._intake_bucket_arn}/{pattern}"

    def output_objects(self, pattern: str) -> str:
        return f"{self._output_bucket_arn}/{pattern}"

    def _key(self, id: str, description: str) -> kms.Key:
        return kms.Key(
            self,
            id,
            description=description,
            enable_key_rotation=True,
            removal_policy=self._settings.removal_policy,
        )

    def _access_logs_bucket(self) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            "AccessLogsBucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            **self._bucket_rules(),
        )
        acknowledge_log_bucket(bucket)
        return bucket

    def _data_bucket(self, id: str) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            id,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.data_key,
            bucket_key_enabled=True,
            server_access_logs_bucket=self._access_logs,
            server_access_logs_prefix=f"{id}/",
            **self._bucket_rules(),
        )
        acknowledge_data_bucket(bucket)
        return bucket

    def _bucket_rules(self) -> dict[str, Any]:
        return {
            "versioned": True,
            "enforce_ssl": True,
            "minimum_tls_version": 1.2,
            "block_public_access": s3.BlockPublicAccess.BLOCK_ALL,
            "object_ownership": s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            "removal_policy": self._settings.removal_policy,
            "lifecycle_rules": [
                s3.LifecycleRule(
                    id="expire-superseded",
                    abort_incomplete_multipart_upload_after=Duration.days(7),
                    noncurrent_version_expiration=self._settings.data_retention,
                )
            ],
        }

    def _waits_table(self) -> dynamodb.Table:
        table = dynamodb.Table(
            self,
            "WaitsTable",
            partition_key=dynamodb.Attribute(name="wait_id", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self.data_key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=self._settings.deletion_protection,
            removal_policy=self._settings.removal_policy,
        )
        acknowledge_waits_table(table)
        return table


def _send_events_to_event_bridge(bucket: s3.Bucket) -> None:
    # The L2 property would add a custom resource with its own function and role for one boolean.
    resource = bucket.node.default_child
    assert isinstance(resource, s3.CfnBucket)  # noqa: S101 - narrows the type for mypy
    resource.add_property_override(
        "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True
    )
