"""The emulated Bedrock inside the account: roles, permissions, events and faults."""

import json

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.local.resources import allow, eventually, policy

BASE_MODEL = "amazon.nova-lite-v1:0:300k"
JOBS = "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/*"
CREATES_JOB = """
import boto3

def handler(event, context):
    return boto3.client("bedrock").create_model_customization_job(**event)["jobArn"]
"""
TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "bedrock.amazonaws.com"},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
}


def conversation(number):
    messages = [
        {"role": "user", "content": [{"text": f"How much is {number} and one?"}]},
        {"role": "assistant", "content": [{"text": str(number + 1)}]},
    ]
    return {"schemaVersion": "bedrock-conversation-2024", "messages": messages}


@pytest.fixture(scope="module")
def bucket(resources):
    name = resources.name("bucket")
    resources.client("s3").create_bucket(Bucket=name)
    rows = "\n".join(json.dumps(conversation(number)) for number in range(16))
    resources.client("s3").put_object(Bucket=name, Key="train.jsonl", Body=rows.encode())
    return name


@pytest.fixture
def job(resources, bucket):
    """The request of a job, and its service role's name."""

    def request(*statements):
        name = resources.name("job")
        iam = resources.client("iam")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(TRUST))["Role"]
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(*statements))
        return {
            "jobName": name,
            "customModelName": f"{name}-model",
            "roleArn": role["Arn"],
            "baseModelIdentifier": BASE_MODEL,
            "customizationType": "FINE_TUNING",
            "trainingDataConfig": {"s3Uri": f"s3://{bucket}/train.jsonl"},
            "outputDataConfig": {"s3Uri": f"s3://{bucket}/out/"},
            "hyperParameters": {"epochCount": "1"},
        }

    return request


@pytest.fixture
def storage(bucket):
    arn = f"arn:aws:s3:::{bucket}"
    return allow(["s3:GetObject", "s3:PutObject", "s3:ListBucket"], [arn, f"{arn}/*"])


@pytest.fixture(autouse=True)
def no_faults_left(account):
    yield
    account.clear_faults()


def test_a_job_works_as_its_service_role_and_tells_the_event_bus(resources, job, storage, bucket):
    queue = resources.open_queue("events.amazonaws.com")
    request = job(storage)
    pattern = {"source": ["aws.bedrock"], "detail": {"jobName": [request["jobName"]]}}
    resources.rule({"Arn": resources.queue_arn(queue)}, EventPattern=json.dumps(pattern))
    bedrock = resources.client("bedrock")
    arn = bedrock.create_model_customization_job(**request)["jobArn"]
    seen = []

    def ended():
        seen.extend(resources.bodies(queue))
        return [event for event in seen if event["detail"]["jobStatus"] == "Completed"]

    (completed,) = eventually(ended, seconds=20)
    assert completed["detail-type"] == "Model Customization Job State Change"
    assert completed["resources"] == [arn]
    found = resources.client("s3").list_objects_v2(Bucket=bucket, Prefix="out/")
    assert any(entry["Key"].endswith(".csv") for entry in found["Contents"])


def test_a_service_role_that_may_not_read_the_data_is_found_out(resources, job):
    with pytest.raises(ClientError, match="GetObject"):
        resources.client("bedrock").create_model_customization_job(**job())


def creator(resources, *pass_role):
    create = allow("bedrock:CreateModelCustomizationJob", "arn:aws:bedrock:*")
    return resources.client_of_user("bedrock", create, *pass_role)


@pytest.mark.parametrize("service", [None, "sagemaker.amazonaws.com"])
def test_a_caller_who_may_not_pass_the_role_to_bedrock_creates_no_job(
    resources, job, storage, service
):
    condition = {"StringEquals": {"iam:PassedToService": service}}
    grants = [allow("iam:PassRole", "*", Condition=condition)] if service else []
    with pytest.raises(ClientError, match="iam:PassRole"):
        creator(resources, *grants).create_model_customization_job(**job(storage))


def test_a_caller_who_may_pass_the_role_to_bedrock_creates_the_job(resources, job, storage):
    request = job(storage)
    condition = {"StringEquals": {"iam:PassedToService": "bedrock.amazonaws.com"}}
    pass_role = allow("iam:PassRole", request["roleArn"], Condition=condition)
    created = creator(resources, pass_role).create_model_customization_job(**request)
    assert created["jobArn"].startswith(JOBS.rstrip("*"))


@pytest.mark.parametrize(("granted_on", "allowed"), [(JOBS, True), (f"{JOBS}-other", False)])
def test_reading_a_job_is_authorised_on_its_arn(resources, job, storage, granted_on, allowed):
    created = resources.client("bedrock").create_model_customization_job(**job(storage))
    reader = resources.client_of_user(
        "bedrock", allow("bedrock:GetModelCustomizationJob", granted_on)
    )
    if allowed:
        assert reader.get_model_customization_job(jobIdentifier=created["jobArn"])
    else:
        with pytest.raises(ClientError, match="AccessDenied"):
            reader.get_model_customization_job(jobIdentifier=created["jobArn"])


def test_tags_on_creation_need_their_own_permission_and_can_be_required(resources, job, storage):
    request = {**job(storage), "jobTags": [{"key": "project", "value": "tailor"}]}
    tagged = {"StringEquals": {"aws:RequestTag/project": "tailor"}}
    create = allow("bedrock:CreateModelCustomizationJob", "*", Condition=tagged)
    pass_role = allow("iam:PassRole", "*")
    with pytest.raises(ClientError, match="bedrock:TagResource"):
        resources.client_of_user("bedrock", create, pass_role).create_model_customization_job(
            **request
        )
    tag = allow("bedrock:TagResource", "*")
    entitled = resources.client_of_user("bedrock", create, pass_role, tag)
    assert entitled.create_model_customization_job(**request)["jobArn"]
    del request["jobTags"]
    with pytest.raises(ClientError, match="bedrock:CreateModelCustomizationJob"):
        entitled.create_model_customization_job(**request)


def test_a_condition_sees_the_tags_of_the_resource(resources, job, storage):
    tags = [{"key": "project", "value": "tailor"}]
    bedrock = resources.client("bedrock")
    ours = bedrock.create_model_customization_job(**job(storage), jobTags=tags)["jobArn"]
    theirs = bedrock.create_model_customization_job(**job(storage))["jobArn"]
    tagged = {"StringEquals": {"aws:ResourceTag/project": "tailor"}}
    stop = allow("bedrock:StopModelCustomizationJob", JOBS, Condition=tagged)
    stopper = resources.client_of_user("bedrock", stop)
    stopper.stop_model_customization_job(jobIdentifier=ours)
    with pytest.raises(ClientError, match="AccessDenied"):
        stopper.stop_model_customization_job(jobIdentifier=theirs)


def test_the_trail_names_the_operation(resources):
    resources.client("bedrock").list_custom_models()
    wanted = {"AttributeKey": "EventName", "AttributeValue": "ListCustomModels"}
    trail = resources.client("cloudtrail")
    assert trail.lookup_events(LookupAttributes=[wanted])["Events"]


def test_a_killed_caller_leaves_its_effect_behind(account, resources, job, storage):
    request = job(storage)
    function = resources.function(
        CREATES_JOB, allow(["bedrock:*", "iam:PassRole"], "*"), Timeout=10
    )
    account.schedule_fault(operation="CreateModelCustomizationJob", kind="kill-caller")
    error = resources.invoke(function, request)
    assert error["errorType"] == "Runtime.ExitError"
    assert "signal: killed" in error["errorMessage"]
    found = resources.client("bedrock").get_model_customization_job(
        jobIdentifier=request["jobName"]
    )
    assert found["jobName"] == request["jobName"]


def test_faults_are_listed_used_up_and_cleared(account, resources):
    account.schedule_fault(operation="ListModelCustomizationJobs", kind="throttle", times=2)
    bedrock = account.client("bedrock")
    with pytest.raises(bedrock.exceptions.ThrottlingException):
        no_retries(account).list_model_customization_jobs()
    (left,) = account.faults()
    assert left["times"] == 1
    account.clear_faults()
    assert bedrock.list_model_customization_jobs()["modelCustomizationJobSummaries"] is not None
    assert account.faults() == []


def no_retries(account):
    return account.client("bedrock", config=Config(retries={"total_max_attempts": 1}))


def test_what_is_no_fault_is_refused_with_the_reason(account):
    with pytest.raises(ValueError, match="There is no operation CreateEverything"):
        account.schedule_fault(operation="CreateEverything", kind="throttle")
