"""Imports and images inside the account: who may hand over, read and ask for what."""

import pytest
from botocore.exceptions import ClientError

from tests.local.bedrock.imports.weights import folder
from tests.local.bedrock.pictures import timetable
from tests.local.resources import allow, eventually, policy

NOVA = "amazon.nova-lite-v1:0"
TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "bedrock.amazonaws.com"},
    "Action": "sts:AssumeRole",
    "Condition": {
        "StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnEquals": {"aws:SourceArn": "arn:aws:bedrock:us-east-1:111122223333:model-import-job/*"},
    },
}


@pytest.fixture(scope="module")
def bucket(resources):
    name = resources.name("bucket")
    s3 = resources.client("s3")
    s3.create_bucket(Bucket=name)
    for file, content in folder().items():
        s3.put_object(Bucket=name, Key=f"weights/{file}", Body=content)
    s3.put_object(Bucket=name, Key="board.png", Body=timetable("Hanoi", "07:45", seed=1))
    return name


def reads(bucket, *actions):
    return allow(list(actions), [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"])


def imported(resources, bucket, *statements):
    """The ended job of a role with these permissions."""
    name, iam = resources.name("import"), resources.client("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(TRUST))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(*statements))
    bedrock = resources.client("bedrock")
    job = bedrock.create_model_import_job(
        jobName=name,
        importedModelName=name,
        roleArn=role["Arn"],
        modelDataSource={"s3DataSource": {"s3Uri": f"s3://{bucket}/weights/"}},
    )["jobArn"]

    def ended():
        shown = bedrock.get_model_import_job(jobIdentifier=job)
        return shown if shown["status"] != "InProgress" else None

    return eventually(ended)


def test_a_role_that_may_list_and_read_imports_the_model_and_it_answers(resources, bucket):
    job = imported(resources, bucket, reads(bucket, "s3:GetObject", "s3:ListBucket"))
    assert job["status"] == "Completed"
    arn, message = job["importedModelArn"], {"role": "user", "content": [{"text": "Hello"}]}
    invoke = resources.client_of_user("bedrock-runtime", allow("bedrock:InvokeModel", arn))
    answered = eventually(lambda: _converse(invoke, arn, message))
    assert answered["output"]["message"]["content"][0]["text"]
    resources.client("bedrock").delete_imported_model(modelIdentifier=arn)


def _converse(client, model_id, message):
    try:
        return client.converse(modelId=model_id, messages=[message])
    except client.exceptions.ModelNotReadyException:
        return None


@pytest.mark.parametrize(
    ("granted", "missing"), [("s3:GetObject", "ListBucket"), ("s3:ListBucket", "GetObject")]
)
def test_a_role_that_misses_a_permission_imports_nothing(resources, bucket, granted, missing):
    job = imported(resources, bucket, reads(bucket, granted))
    assert job["status"] == "Failed"
    assert f"Could not validate {missing} permissions" in job["failureMessage"]


def test_an_image_in_s3_is_read_with_the_permissions_of_the_caller(resources, bucket):
    location = {"s3Location": {"uri": f"s3://{bucket}/board.png"}}
    image = {"image": {"format": "png", "source": location}}
    asked = {"role": "user", "content": [image, {"text": "Where to?"}]}
    invoke = allow("bedrock:InvokeModel", "*")
    entitled = resources.client_of_user("bedrock-runtime", invoke, reads(bucket, "s3:GetObject"))
    assert entitled.converse(modelId=NOVA, messages=[asked])["stopReason"]
    with pytest.raises(ClientError, match="Could not validate GetObject permissions"):
        resources.client_of_user("bedrock-runtime", invoke).converse(modelId=NOVA, messages=[asked])


def test_a_function_reads_images_as_its_role(resources, bucket):
    asks = """
import boto3

def handler(event, context):
    runtime = boto3.client("bedrock-runtime")
    return runtime.converse(modelId=event["model"], messages=event["messages"])["stopReason"]
"""
    image = {"format": "png", "source": {"s3Location": {"uri": f"s3://{bucket}/board.png"}}}
    asked = {"role": "user", "content": [{"image": image}, {"text": "Where to?"}]}
    function = resources.function(
        asks, allow("bedrock:InvokeModel", "*"), reads(bucket, "s3:GetObject"), Timeout=30
    )
    answered = resources.invoke(function, {"model": NOVA, "messages": [asked]})
    assert answered in ("end_turn", "max_tokens")


def test_a_model_package_needs_the_rights_of_the_caller(resources):
    package = "arn:aws:sagemaker:us-east-1:111122223333:model-package/nova-micro/1"
    source = {"modelPackageArnDataSource": {"modelPackageArn": package}}
    create = allow("bedrock:CreateCustomModel", "*")
    describe = allow("sagemaker:DescribeModelPackage", package)
    lacking = resources.client_of_user("bedrock", create, describe)
    with pytest.raises(ClientError, match="sagemaker:AccessModelPackageData"):
        lacking.create_custom_model(modelName="handed-over", customModelDataSource=source)
    access = allow("sagemaker:AccessModelPackageData", package)
    entitled = resources.client_of_user("bedrock", create, describe, access)
    made = entitled.create_custom_model(modelName="handed-over", customModelDataSource=source)
    assert ":custom-model/imported/" in made["modelArn"]
