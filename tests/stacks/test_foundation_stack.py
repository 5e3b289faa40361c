"""What holds state: keys, buckets and the table of waits."""

from aws_cdk.assertions import Match, Template

from settings import DEV, PROD
from tests.stacks.deployment import Deployment
from tests.stacks.synthesis import Assembly

KEY = {"Fn::GetAtt": [Match.string_like_regexp("^DataKey"), "Arn"]}


def test_there_are_buckets_for_what_lands_for_what_comes_of_it_and_for_their_logs(
    foundation: Template,
) -> None:
    foundation.resource_count_is("AWS::S3::Bucket", 3)


def test_uploads_that_were_broken_off_are_cleaned_up(foundation: Template) -> None:
    abort = {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}, "Status": "Enabled"}
    foundation.all_resources_properties("AWS::S3::Bucket", has_rule(abort))


def test_superseded_versions_are_kept_as_long_as_the_settings_say(foundation: Template) -> None:
    kept = {"NoncurrentVersionExpiration": {"NoncurrentDays": DEV.data_retention.to_days()}}
    foundation.all_resources_properties("AWS::S3::Bucket", has_rule(kept))


def test_what_is_in_quarantine_is_kept_as_long_as_the_settings_say(foundation: Template) -> None:
    days = DEV.data_retention.to_days()
    expires = {"Prefix": "quarantine/", "ExpirationInDays": days, "Status": "Enabled"}
    foundation.has_resource_properties("AWS::S3::Bucket", has_rule(expires))


def has_rule(rule: dict[str, object]) -> dict[str, object]:
    rules = Match.array_with([Match.object_like(rule)])
    return {"LifecycleConfiguration": {"Rules": rules}}


def test_access_control_lists_are_off(foundation: Template) -> None:
    enforced = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    foundation.all_resources_properties("AWS::S3::Bucket", {"OwnershipControls": enforced})


def test_data_is_encrypted_under_the_data_key_with_few_calls_to_it(foundation: Template) -> None:
    encrypted = {
        "BucketKeyEnabled": True,
        "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY},
    }
    foundation.resource_properties_count_is(
        "AWS::S3::Bucket",
        {"BucketEncryption": {"ServerSideEncryptionConfiguration": [encrypted]}},
        2,
    )


def test_access_logs_are_encrypted_the_only_way_that_their_delivery_supports(
    dev: Deployment,
) -> None:
    (rule,) = dev["foundation/AccessLogsBucket"]["BucketEncryption"][
        "ServerSideEncryptionConfiguration"
    ]
    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}


def test_every_access_to_data_is_logged_under_the_name_of_its_bucket(dev: Deployment) -> None:
    for bucket in ("IntakeBucket", "OutputBucket"):
        assert dev[f"foundation/{bucket}"]["LoggingConfiguration"] == {
            "DestinationBucketName": "<foundation/AccessLogsBucket>",
            "LogFilePrefix": f"{bucket}/",
        }


def test_the_intake_bucket_tells_event_bridge_what_lands(dev: Deployment) -> None:
    assert dev["foundation/IntakeBucket"]["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }


def test_the_output_bucket_tells_nobody(dev: Deployment) -> None:
    assert "NotificationConfiguration" not in dev["foundation/OutputBucket"]


def test_no_function_of_the_cdk_hides_behind_a_property(dev: Deployment) -> None:
    assert [p for p, r in dev.resources.items() if r.type.startswith("Custom::")] == []
    outside_lambdas = [p for p, _, f in dev.functions() if not f["Handler"].startswith("lambdas.")]
    assert outside_lambdas == []


def test_the_table_holds_one_item_for_each_wait(foundation: Template) -> None:
    foundation.has_resource_properties(
        "AWS::DynamoDB::Table",
        {
            "KeySchema": [{"AttributeName": "wait_id", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
        },
    )


def test_production_protects_its_table_from_deletion(guarded: Deployment) -> None:
    assert PROD.deletion_protection
    assert guarded["foundation/WaitsTable"]["DeletionProtectionEnabled"] is True


def test_uploads_find_their_bucket_in_the_outputs(dev_assembly: Assembly) -> None:
    outputs = dev_assembly.template("foundation")["Outputs"]
    assert {"IntakeBucketName", "OutputBucketName"} <= set(outputs)
