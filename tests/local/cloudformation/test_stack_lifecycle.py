"""Creation that is refused, deletion that keeps data, and a second life of the same stack."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

RETAINED = {"DeletionPolicy": "Retain"}
PROTECTED_TABLE = {
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
    "DeletionProtectionEnabled": True,
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
}


def _template(**resources: Any) -> dict[str, Any]:
    return {"Resources": resources}


def test_an_unknown_type_is_refused_by_name_before_anything_is_made(stacks: Any) -> None:
    template = _template(Robot={"Type": "AWS::Robots::Arm"}, Bucket={"Type": "AWS::S3::Bucket"})
    with pytest.raises(ClientError, match=r"Unrecognized resource types: \[AWS::Robots::Arm\]"):
        stacks.create("unknown-type", template)
    assert "unknown-type" not in stacks.names()


def test_a_property_that_its_service_refuses_fails_the_creation_with_the_reason(
    stacks: Any, client: Callable[[str], Any]
) -> None:
    role = {
        "RoleName": "unbounded",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
        "PermissionsBoundary": "arn:aws:iam::aws:policy/NoSuch",
    }
    template = _template(Role={"Type": "AWS::IAM::Role", "Properties": role})
    assert stacks.create("refused", template) == "ROLLBACK_COMPLETE"
    assert "NoSuch" in stacks.failures("refused")["Role"]
    with pytest.raises(ClientError, match="NoSuchEntity"):
        client("iam").get_role(RoleName="unbounded")


def test_a_deleted_stack_comes_back_beside_what_it_retained(
    stacks: Any, client: Callable[[str], Any]
) -> None:
    template = _template(
        Bucket={"Type": "AWS::S3::Bucket", **RETAINED},
        LogGroup={"Type": "AWS::Logs::LogGroup", **RETAINED},
        Queue={"Type": "AWS::SQS::Queue", **RETAINED},
        Table={"Type": "AWS::DynamoDB::Table", "Properties": PROTECTED_TABLE, **RETAINED},
        Topic={"Type": "AWS::SNS::Topic", **RETAINED},
    )
    assert stacks.create("phoenix", template) == "CREATE_COMPLETE"
    first = stacks.resources("phoenix")
    client("s3").put_object(Bucket=first["Bucket"], Key="kept", Body=b"1")
    assert stacks.delete("phoenix") == "DELETE_COMPLETE"
    assert stacks.create("phoenix", template) == "CREATE_COMPLETE"
    second = stacks.resources("phoenix")
    assert set(first.values()).isdisjoint(second.values())
    assert client("s3").list_objects_v2(Bucket=first["Bucket"])["KeyCount"] == 1
    assert client("dynamodb").describe_table(TableName=first["Table"])["Table"]["TableArn"]


def test_a_bucket_that_holds_objects_stops_the_deletion_of_its_stack(
    stacks: Any, client: Callable[[str], Any]
) -> None:
    assert stacks.create("full", _template(Bucket={"Type": "AWS::S3::Bucket"})) == "CREATE_COMPLETE"
    bucket = stacks.resources("full")["Bucket"]
    client("s3").put_object(Bucket=bucket, Key="in-the-way", Body=b"1")
    assert stacks.delete("full") == "DELETE_FAILED"
    assert "not empty" in stacks.failures("full")["Bucket"]
    client("s3").delete_object(Bucket=bucket, Key="in-the-way")
    assert stacks.delete("full") == "DELETE_COMPLETE"


def test_a_protected_table_stops_the_deletion_of_its_stack(stacks: Any) -> None:
    table = {"Type": "AWS::DynamoDB::Table", "Properties": PROTECTED_TABLE}
    assert stacks.create("protected", _template(Table=table)) == "CREATE_COMPLETE"
    assert stacks.delete("protected") == "DELETE_FAILED"
    assert "protected against deletion" in stacks.failures("protected")["Table"]


def test_resources_carry_the_tags_of_their_stack(stacks: Any, client: Callable[[str], Any]) -> None:
    rule = {"ScheduleExpression": "rate(1 day)"}
    template = _template(
        Bucket={"Type": "AWS::S3::Bucket"},
        Dashboard={"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": "{}"}},
        Rule={"Type": "AWS::Events::Rule", "Properties": rule},
    )
    assert stacks.create("tagged", template) == "CREATE_COMPLETE"
    ids = stacks.resources("tagged")
    events, cloudwatch = client("events"), client("cloudwatch")
    rule_arn = events.describe_rule(Name=ids["Rule"])["Arn"]
    dashboard = cloudwatch.get_dashboard(DashboardName=ids["Dashboard"])["DashboardArn"]
    stack_name = {"Key": "aws:cloudformation:stack-name", "Value": "tagged"}
    assert stack_name in client("s3").get_bucket_tagging(Bucket=ids["Bucket"])["TagSet"]
    assert stack_name in events.list_tags_for_resource(ResourceARN=rule_arn)["Tags"]
    assert stack_name in cloudwatch.list_tags_for_resource(ResourceARN=dashboard)["Tags"]


def test_a_locked_bucket_keeps_an_object_that_its_retention_covers(
    stacks: Any, client: Callable[[str], Any]
) -> None:
    lock = {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}},
    }
    properties = {"ObjectLockEnabled": True, "ObjectLockConfiguration": lock}
    template = _template(Bucket={"Type": "AWS::S3::Bucket", "Properties": properties})
    assert stacks.create("locked", template) == "CREATE_COMPLETE"
    bucket = stacks.resources("locked")["Bucket"]
    version = client("s3").put_object(Bucket=bucket, Key="evidence", Body=b"1")["VersionId"]
    with pytest.raises(ClientError, match="AccessDenied"):
        client("s3").delete_object(Bucket=bucket, Key="evidence", VersionId=version)


def test_an_object_written_with_kms_and_no_key_takes_the_key_of_the_account(
    client: Callable[[str], Any],
) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="managed-key")
    s3.put_object(Bucket="managed-key", Key="asset", Body=b"1", ServerSideEncryption="aws:kms")
    assert s3.head_object(Bucket="managed-key", Key="asset")["SSEKMSKeyId"].endswith("alias/aws/s3")
