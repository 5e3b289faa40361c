"""Verify deployment, against a fake model."""

import pytest

from lambdas import verify_deployment
from lifecycle import documents
from lifecycle.errors import DeploymentSilent, TargetGone, TransientServiceError
from tests.lambdas.fakes.account import OUTPUT, FakeAccount
from tests.lambdas.stages import PROVISIONED, conversation, conversations, document, serving


def verify(run: str) -> dict:
    return verify_deployment.handler({"run_id": run}, None)


def asked(account: FakeAccount) -> list[str]:
    return [c["messages"][0]["content"][0]["text"] for c in account.journal.of("Converse")]


def test_the_split_off_validation_set_is_put_to_the_deployment(account: FakeAccount) -> None:
    run = serving(account)
    serving_arn = account.bedrock.deployments[run]["customModelDeploymentArn"]
    expected = {"run_id": run, "serving_arn": serving_arn, "prompts_answered": 2}
    assert verify(run) == expected
    calls = account.journal.of("Converse")
    assert {call["modelId"] for call in calls} == {serving_arn}
    assert {call["inferenceConfig"]["temperature"] for call in calls} == {0.0}
    assert document(account, documents.verification(run)) == expected


def test_the_blind_test_set_is_asked_where_there_is_one(account: FakeAccount) -> None:
    blind = b"".join(conversation(f"blind {number}") for number in range(5))
    files = {"train.jsonl": conversations(), "test.jsonl": blind}
    run = serving(account, files=files, data={"training": "train.jsonl", "test": "test.jsonl"})
    verify(run)
    assert asked(account) == ["blind 0", "blind 1", "blind 2"]


def test_the_training_set_is_asked_where_there_is_no_other(account: FakeAccount) -> None:
    run = serving(account, data={"training": "train.jsonl", "validation": "none"})
    verify(run)
    assert len(asked(account)) == 3


def test_the_system_prompt_and_the_earlier_turns_are_asked_too(account: FakeAccount) -> None:
    turns = [("user", "hi"), ("assistant", "hello"), ("user", "2 + 2?"), ("assistant", "4")]
    messages = [{"role": role, "content": [{"text": text}]} for role, text in turns]
    record = conversation("", messages=messages, system=[{"text": "be brief"}])
    files = {"train.jsonl": conversations(), "test.jsonl": record}
    verify(serving(account, files=files, data={"training": "train.jsonl", "test": "test.jsonl"}))
    (call,) = account.journal.of("Converse")
    assert call["system"] == [{"text": "be brief"}]
    assert [m["content"][0]["text"] for m in call["messages"]] == ["hi", "hello", "2 + 2?"]


@pytest.mark.parametrize(
    "silence", [[], [{"text": " \n"}], [{"reasoningContent": {"reasoningText": {"text": "hm"}}}]]
)
def test_a_model_that_answers_with_nothing_is_silent(account: FakeAccount, silence: list) -> None:
    run = serving(account)
    account.bedrock_runtime.answer = silence
    with pytest.raises(DeploymentSilent):
        verify(run)
    assert documents.verification(run) not in account.s3.keys(OUTPUT)


def test_a_throughput_is_asked_by_its_own_arn(account: FakeAccount) -> None:
    run = serving(account, deployment=PROVISIONED)
    arn = account.bedrock.throughputs[run]["provisionedModelArn"]
    assert verify(run)["serving_arn"] == arn
    assert {call["modelId"] for call in account.journal.of("Converse")} == {arn}


def test_a_deployment_that_somebody_deleted_is_gone(account: FakeAccount) -> None:
    run = serving(account)
    account.bedrock.deployments.clear()
    with pytest.raises(TargetGone, match="nothing serves"):
        verify(run)


def test_a_model_that_is_not_ready_is_worth_a_retry(account: FakeAccount) -> None:
    run = serving(account)
    account.bedrock_runtime.fail("Converse", "ModelNotReadyException")
    with pytest.raises(TransientServiceError):
        verify(run)
    assert verify(run)["prompts_answered"] == 2
