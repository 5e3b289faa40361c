"""What the service role of each technique must be allowed, found out by taking it away."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.local.bedrock.distilling import PREMIER, PROFILE, PROFILE_ARN, prompt_of, taught_by
from tests.local.bedrock.pictures import plain
from tests.local.bedrock.samples import conversation, tickets
from tests.local.resources import allow, eventually, policy

GRADER = """
def handler(event, context):
    return [{"id": each["id"], "aggregate_reward_score": score(each)} for each in event]

def score(sample):
    return float(sample["messages"][-1]["content"] == sample["metadata"]["reference_answer"])
"""
SLOW = "import time\n\ndef handler(event, context):\n    time.sleep(30)\n"
TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "bedrock.amazonaws.com"},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
}
REGIONS = ("us-east-1", "us-east-2", "us-west-2")
MODEL_ARNS = [f"arn:aws:bedrock:{region}::foundation-model/{PREMIER}" for region in REGIONS]


def task(row):
    messages = [{"role": "user", "content": row[0]}]
    return {"messages": messages, "reference_answer": row[1]}


def with_image(row, uri):
    record = conversation(row)
    image = {"format": "png", "source": {"s3Location": {"uri": uri}}}
    record["messages"][0]["content"].append({"image": image})
    return record


@pytest.fixture(scope="module")
def bucket(resources):
    name = resources.name("bucket")
    resources.client("s3").create_bucket(Bucket=name)
    uri = f"s3://{name}/media/red.png"
    files = {
        "prompts.jsonl": map(prompt_of, tickets(100)),
        "tasks.jsonl": map(task, tickets(100)),
        "pictures.jsonl": (with_image(row, uri) for row in tickets(8)),
    }
    for key, records in files.items():
        body = "\n".join(map(json.dumps, records)).encode()
        resources.client("s3").put_object(Bucket=name, Key=key, Body=body)
    resources.client("s3").put_object(Bucket=name, Key="media/red.png", Body=plain("red"))
    return name


@pytest.fixture
def storage(bucket):
    arn = f"arn:aws:s3:::{bucket}"
    return [
        allow("s3:ListBucket", arn),
        allow(["s3:GetObject", "s3:PutObject"], [f"{arn}/*.jsonl", f"{arn}/out/*"]),
    ]


@pytest.fixture
def start(resources, bucket):
    def start(statements, data, **request):
        """The ARN of a job on that file, its service role with just these statements."""
        name, iam = resources.name("job"), resources.client("iam")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(TRUST))["Role"]
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(*statements))
        return resources.client("bedrock").create_model_customization_job(
            jobName=name,
            customModelName=f"{name}-model",
            roleArn=role["Arn"],
            trainingDataConfig={"s3Uri": f"s3://{bucket}/{data}"},
            outputDataConfig={"s3Uri": f"s3://{bucket}/out/"},
            **request,
        )["jobArn"]

    return start


@pytest.fixture
def ended(resources):
    def ended(job):
        bedrock = resources.client("bedrock")

        def shown():
            found = bedrock.get_model_customization_job(jobIdentifier=job)
            return found if found["status"] in ("Completed", "Failed") else None

        return eventually(shown, seconds=60)

    return ended


DISTILLATION = {
    "customizationType": "DISTILLATION",
    "baseModelIdentifier": "amazon.nova-micro-v1:0:128k",
    "customizationConfig": taught_by(PROFILE),
}


def test_a_distillation_invokes_the_profile_and_its_model_in_every_region(start, ended, storage):
    may_invoke = allow("bedrock:InvokeModel", [PROFILE_ARN, *MODEL_ARNS])
    job = start([*storage, may_invoke], "prompts.jsonl", **DISTILLATION)
    assert ended(job)["status"] == "Completed"


@pytest.mark.parametrize("missing", [PROFILE_ARN, *MODEL_ARNS])
def test_without_one_of_them_the_distillation_is_refused(start, storage, missing):
    rest = [arn for arn in (PROFILE_ARN, *MODEL_ARNS) if arn != missing]
    with pytest.raises(ClientError, match=f"bedrock:InvokeModel on resource: {missing}"):
        start([*storage, allow("bedrock:InvokeModel", rest)], "prompts.jsonl", **DISTILLATION)


def reinforcement(function):
    grader = {"lambdaGrader": {"lambdaArn": function}}
    numbers = {"batchSize": 50, "trainingSamplePerPrompt": 4}
    return {
        "customizationType": "REINFORCEMENT_FINE_TUNING",
        "baseModelIdentifier": "amazon.nova-2-lite-v1:0:256k",
        "customizationConfig": {"rftConfig": {"graderConfig": grader, "hyperParameters": numbers}},
    }


def test_a_function_of_the_account_grades(resources, bucket, start, ended, storage):
    function = resources.function(GRADER)
    may_grade = allow("lambda:InvokeFunction", function)
    job = start([*storage, may_grade], "tasks.jsonl", **reinforcement(function))
    assert ended(job)["status"] == "Completed"
    folder = f"out/model-customization-job-{job.rpartition('/')[2]}/training_artifacts"
    table = resources.client("s3").get_object(
        Bucket=bucket, Key=f"{folder}/step_wise_training_metrics.csv"
    )
    rows = table["Body"].read().decode().splitlines()
    assert rows[0].endswith("critic/rewards/mean,response_length/mean")
    assert float(rows[1].split(",")[2]) < float(rows[-1].split(",")[2])


def test_without_permission_to_invoke_the_grader_the_job_is_refused(resources, start, storage):
    function = resources.function(GRADER)
    with pytest.raises(ClientError, match=f"lambda:InvokeFunction on resource: {function}"):
        start(storage, "tasks.jsonl", **reinforcement(function))


def test_a_grader_that_takes_too_long_fails_the_job(resources, start, ended, storage):
    function = resources.function(SLOW, Timeout=1)
    may_grade = allow("lambda:InvokeFunction", function)
    job = start([*storage, may_grade], "tasks.jsonl", **reinforcement(function))
    assert f"The grader {function} failed" in ended(job)["failureMessage"]
    assert "timed out" in ended(job)["failureMessage"].lower()


def test_a_grader_that_is_not_there_fails_the_job(start, ended, storage):
    function = "arn:aws:lambda:us-east-1:111122223333:function:nobody"
    may_grade = allow("lambda:InvokeFunction", function)
    job = start([*storage, may_grade], "tasks.jsonl", **reinforcement(function))
    assert "can't be invoked" in ended(job)["failureMessage"]


PICTURES = {"baseModelIdentifier": "amazon.nova-lite-v1:0:300k"}


@pytest.mark.parametrize("may_read_images", [True, False])
def test_images_are_read_as_the_service_role(start, ended, storage, bucket, may_read_images):
    images = allow("s3:GetObject", f"arn:aws:s3:::{bucket}/media/*")
    shown = ended(start([*storage, *[images] * may_read_images], "pictures.jsonl", **PICTURES))
    if may_read_images:
        assert shown["status"] == "Completed"
    else:
        assert shown["failureMessage"].endswith(f"bucket: {bucket} at key media/red.png")
