"""Verify deployment, against a fake model."""

import msgspec
import pytest

from lambdas import verify_deployment
from lifecycle import documents
from lifecycle.errors import DeploymentSilent, TargetGone, TransientServiceError
from lifecycle.run.accepted import AcceptedRequest
from tests.lambdas.fakes.account import OUTPUT, FakeAccount
from tests.lambdas.stages import (
    PROVISIONED,
    conversation,
    conversations,
    document,
    imported,
    land,
    serving,
)


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


def as_if(account: FakeAccount, run: str, **changes: object) -> None:
    """The request as accept_request leaves it for a model of another kind."""
    key = documents.accepted_request(run)
    request = msgspec.structs.replace(
        msgspec.convert(document(account, key), AcceptedRequest), **changes
    )
    account.s3.store(OUTPUT, key, msgspec.json.encode(request))


def prepared_record(account: FakeAccount, run: str, record: dict) -> None:
    key = documents.prepared_file(run, "validation")
    account.s3.store(OUTPUT, key, msgspec.json.encode(record))


def test_a_model_that_takes_no_conversation_is_asked_in_its_own_body(account: FakeAccount) -> None:
    run = serving(account)
    as_if(account, run, invocation="titan-text", invoke_model="amazon.titan-text-express-v1")
    prepared_record(account, run, {"prompt": "2 + 2?", "completion": "4"})
    account.bedrock_runtime.body = {"results": [{"outputText": "4"}]}
    assert verify(run)["prompts_answered"] == 1
    (call,) = account.journal.of("InvokeModel")
    assert msgspec.json.decode(call["body"])["inputText"] == "2 + 2?"
    assert account.journal.of("Converse") == []


def test_a_body_without_an_answer_is_silence_too(account: FakeAccount) -> None:
    run = serving(account)
    as_if(account, run, invocation="titan-text", invoke_model="amazon.titan-text-express-v1")
    prepared_record(account, run, {"prompt": "2 + 2?", "completion": "4"})
    account.bedrock_runtime.body = {"results": [{"outputText": ""}]}
    with pytest.raises(DeploymentSilent):
        verify(run)


def test_an_image_of_a_record_is_asked_by_its_bytes(account: FakeAccount) -> None:
    run = serving(account)
    key = f"runs/{run}/prepared/media/cat.png"
    account.s3.store(OUTPUT, key, b"\x89PNG")
    image = {"format": "png", "source": {"s3Location": {"uri": f"s3://{OUTPUT}/{key}"}}}
    asked_with = {"role": "user", "content": [{"text": "what is it?"}, {"image": image}]}
    answer = {"role": "assistant", "content": [{"text": "a cat"}]}
    prepared_record(account, run, {"messages": [asked_with, answer]})
    verify(run)
    (call,) = account.journal.of("Converse")
    assert call["messages"][0]["content"][1]["image"]["source"] == {"bytes": b"\x89PNG"}


def test_an_imported_model_is_asked_under_its_own_arn(account: FakeAccount) -> None:
    run = imported(account)
    arn = account.bedrock.imported_models[run]["modelArn"]
    assert verify(run) == {"run_id": run, "serving_arn": arn, "prompts_answered": 1}
    (call,) = account.journal.of("Converse")
    assert call["modelId"] == arn


def test_an_imported_model_that_takes_no_conversation_completes_a_prompt(
    account: FakeAccount,
) -> None:
    run = imported(account, instruct_supported=False)
    account.bedrock_runtime.body = {"generation": "With many things."}
    verify(run)
    (call,) = account.journal.of("InvokeModel")
    assert msgspec.json.decode(call["body"])["max_gen_len"]


def test_a_copy_of_an_imported_model_that_still_starts_is_worth_a_retry(
    account: FakeAccount,
) -> None:
    run = imported(account)
    account.bedrock_runtime.fail("Converse", "ModelNotReadyException")
    with pytest.raises(TransientServiceError, match="ModelNotReadyException"):
        verify(run)
    assert verify(run)["prompts_answered"] == 1


def test_an_imported_model_is_asked_from_the_test_set_beside_its_manifest(
    account: FakeAccount,
) -> None:
    blind = b"".join(conversation(f"blind {number}") for number in range(5))
    land(account, "test.jsonl", blind)
    run = imported(account, data={"test": "test.jsonl"})
    assert verify(run)["prompts_answered"] == 3
    assert asked(account) == ["blind 0", "blind 1", "blind 2"]


def test_without_a_dataset_a_plain_question_is_asked(account: FakeAccount) -> None:
    run = serving(account)
    account.s3.delete_object(Bucket=OUTPUT, Key=documents.prepared_data(run))
    assert verify(run)["prompts_answered"] == 1
    assert asked(account) == ["In one sentence: what can you help me with?"]


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
