"""The fakes themselves: they refuse what AWS refuses, and answer only what AWS can answer."""

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.fakes.client import Answer, FakeClient, Journal

JOB = {
    "jobName": "job-1",
    "customModelName": "job-1",
    "roleArn": "arn:aws:iam::111122223333:role/r",
    "clientRequestToken": "t1",
    "baseModelIdentifier": "amazon.nova-lite-v1:0:300k",
    "trainingDataConfig": {"s3Uri": "s3://bucket/train.jsonl"},
    "outputDataConfig": {"s3Uri": "s3://bucket/out/"},
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"hyperParameters": {"epochCount": 2}},
        {"trainingDataConfig": {"uri": "s3://bucket/train.jsonl"}},
        {"vpcConfig": {"subnets": ["subnet-1"]}},
        {"roleArn": None},
    ],
)
def test_what_botocore_refuses_is_refused_before_it_is_sent(
    account: FakeAccount, wrong: dict
) -> None:
    with pytest.raises(ParamValidationError):
        account.bedrock.create_model_customization_job(**JOB | wrong)
    assert account.journal.calls == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"jobName": "job_1"},
        {"jobName": "x" * 64},
        {"customModelName": "job--1"},
        {"clientRequestToken": "run:1"},
        {"customizationType": "fine-tuning"},
        {"trainingDataConfig": {"s3Uri": "s3://bucket/dt=2026/train.jsonl"}},
        {"jobTags": [{"key": "run", "value": "a,b"}]},
        {"validationDataConfig": {"validators": [{"s3Uri": "s3://bucket/v"}] * 11}},
    ],
)
def test_what_the_service_refuses_is_a_validation_exception(
    account: FakeAccount, wrong: dict
) -> None:
    with pytest.raises(ClientError) as refused:
        account.bedrock.create_model_customization_job(**JOB | wrong)
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert account.bedrock.jobs == {}


def test_a_job_without_a_token_is_refused(account: FakeAccount) -> None:
    without = {name: value for name, value in JOB.items() if name != "clientRequestToken"}
    with pytest.raises(ClientError, match="clientRequestToken"):
        account.bedrock.create_model_customization_job(**without)


def test_a_repeated_token_buys_nothing_and_a_repeated_name_conflicts(account: FakeAccount) -> None:
    first = account.bedrock.create_model_customization_job(**JOB)
    assert account.bedrock.create_model_customization_job(**JOB) == first
    with pytest.raises(ClientError) as refused:
        account.bedrock.create_model_customization_job(**JOB | {"clientRequestToken": "t2"})
    assert refused.value.response["Error"]["Code"] == "ConflictException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert len(account.bedrock.jobs) == 1


def test_an_error_that_the_operation_does_not_have_cannot_be_scheduled(
    account: FakeAccount,
) -> None:
    with pytest.raises(KeyError, match="ConflictException"):
        account.bedrock.fail("CreateCustomModelDeployment", "ConflictException")


def test_an_answer_that_the_model_does_not_know_fails_the_test() -> None:
    class Liar(FakeClient):
        service = "sns"

        def publish(self, **_: object) -> Answer:
            return {"MessageID": "1"}

    with pytest.raises(AssertionError, match="MessageID"):
        Liar(Journal()).publish(TopicArn="t", Message="m")


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_fault_strikes_once_before_or_after_the_effect(
    account: FakeAccount, after_effect: bool
) -> None:
    account.sns.fail("Publish", "InternalError", on_call=2, after_effect=after_effect)
    notice = {"TopicArn": "t", "Subject": "s", "Message": "m"}
    account.sns.publish(**notice)
    with pytest.raises(ClientError):
        account.sns.publish(**notice)
    assert len(account.sns.messages) == (2 if after_effect else 1)
    account.sns.publish(**notice)


def test_a_caller_cannot_change_what_a_service_holds(account: FakeAccount) -> None:
    account.bedrock.create_model_customization_job(**JOB)
    account.bedrock.get_model_customization_job(jobIdentifier="job-1")["status"] = "Completed"
    assert account.bedrock.jobs["job-1"]["status"] == "InProgress"


@pytest.mark.parametrize(
    "subject", ["", "x" * 100, "two\nlines", "umläut", " starts with a space", "bell\x07"]
)
def test_a_subject_that_sns_would_refuse_is_refused(account: FakeAccount, subject: str) -> None:
    with pytest.raises(ClientError):
        account.sns.publish(TopicArn="t", Subject=subject, Message="m")


def test_a_conditional_write_succeeds_once_and_again_after_a_deletion(
    account: FakeAccount,
) -> None:
    write = {"Bucket": "bucket", "Key": "k", "Body": b"x", "IfNoneMatch": "*"}
    account.s3.put_object(**write)
    with pytest.raises(ClientError, match="PreconditionFailed"):
        account.s3.put_object(**write)
    account.s3.delete_object(Bucket="bucket", Key="k")
    account.s3.put_object(**write)


def test_an_old_version_can_be_read_until_it_is_lost(account: FakeAccount) -> None:
    old = account.s3.put_object(Bucket="bucket", Key="k", Body=b"old")["VersionId"]
    account.s3.put_object(Bucket="bucket", Key="k", Body=b"new")
    read = {"Bucket": "bucket", "Key": "k", "VersionId": old}
    assert account.s3.get_object(**read)["Body"].read() == b"old"
    account.s3.lose_version("bucket", "k", old)
    with pytest.raises(ClientError, match="NoSuchVersion"):
        account.s3.get_object(**read)
