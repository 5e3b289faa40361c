"""Each technique from its own records to its job, against fakes of S3 and Amazon Bedrock."""

import json
from typing import Any

import pytest

from lambdas import prepare_data, start_customization
from lifecycle import documents
from lifecycle.errors import DatasetRejected
from tests.lambdas.fakes.account import GRADER_ARN, OUTPUT, FakeAccount
from tests.lambdas.stages import accepted

DISTILLATION = {
    "technique": "distillation",
    "base_model": "amazon.nova-lite-v1:0",
    "teacher": {"model": "amazon.nova-premier-v1:0", "max_response_length": 100},
}
REINFORCEMENT = {
    "technique": "reinforcement-fine-tuning",
    "base_model": "amazon.nova-2-lite-v1:0",
    "grader": "exact-answer",
}
VERSION = "bedrock-conversation-2024"


def turn(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": [{"text": text}]}


def prompt(number: int, *answer: str) -> dict[str, Any]:
    messages = [turn("user", f"What is {number:03} + 1?"), *(turn("assistant", a) for a in answer)]
    return {"schemaVersion": VERSION, "messages": messages}


def task(number: int) -> dict[str, Any]:
    return {
        "id": f"sample-{number}",
        "messages": [{"role": "user", "content": f"What is {number:03} + 1?"}],
        "reference_answer": str(number + 1),
        "difficulty": "easy",
    }


def lines(records: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def prepare(account: FakeAccount, training: bytes, **fields: Any) -> tuple[str, dict[str, Any]]:
    run = accepted(account, files={"train.jsonl": training}, **fields)
    return run, prepare_data.handler({"run_id": run}, None)


def started(account: FakeAccount, run: str) -> dict[str, Any]:
    start_customization.handler({"run_id": run, "trial": 0}, None)
    (asked,) = account.journal.of("CreateModelCustomizationJob")
    return asked


@pytest.mark.parametrize("answer", [(), ("Golden.",)])
def test_prompts_of_a_distillation_reach_the_job_unchanged(
    account: FakeAccount, answer: tuple
) -> None:
    records = [prompt(number, *answer) for number in range(120)]
    run, prepared = prepare(account, lines(records), **DISTILLATION)
    written = account.s3.read(OUTPUT, prepared["training"]["key"]) or b""
    assert [json.loads(line) for line in written.splitlines()] == records
    assert prepared["validation"] is None
    asked = started(account, run)
    assert asked["customizationType"] == "DISTILLATION"
    assert asked["trainingDataConfig"]["s3Uri"].endswith(prepared["training"]["key"])
    assert "validationDataConfig" not in asked and "hyperParameters" not in asked


def test_the_tokens_of_the_teacher_stand_in_the_prepared_document(account: FakeAccount) -> None:
    records = [prompt(number, "A golden answer that nobody asks for.") for number in range(120)]
    _, prepared = prepare(account, lines(records), **DISTILLATION)
    assert prepared["teacher_tokens"]["output_at_most"] == 120 * 100
    asked = 120 * len("What is 000 + 1?") / 4
    assert prepared["teacher_tokens"]["input"] == pytest.approx(asked, rel=0.1)


def test_too_few_prompts_for_a_distillation_are_rejected(account: FakeAccount) -> None:
    with pytest.raises(DatasetRejected, match="too-few-records"):
        prepare(account, lines([prompt(number) for number in range(99)]), **DISTILLATION)


def test_tasks_of_reinforcement_reach_the_job_and_its_grader_unchanged(
    account: FakeAccount,
) -> None:
    records = [task(number) for number in range(120)]
    run, prepared = prepare(account, lines(records), **REINFORCEMENT)
    written = [
        json.loads(line)
        for split in ("training", "validation")
        for line in (account.s3.read(OUTPUT, prepared[split]["key"]) or b"").splitlines()
    ]
    assert sorted(written, key=lambda record: record["messages"][0]["content"]) == records
    assert prepared["validation"]["records"] == 12
    asked = started(account, run)
    assert asked["customizationType"] == "REINFORCEMENT_FINE_TUNING"
    assert asked["customizationConfig"]["rftConfig"]["graderConfig"] == {
        "lambdaGrader": {"lambdaArn": GRADER_ARN}
    }
    assert asked["validationDataConfig"]["validators"][0]["s3Uri"].endswith(
        documents.prepared_file(run, "validation")
    )


def test_a_job_of_another_technique_has_no_teacher_tokens(account: FakeAccount) -> None:
    _, prepared = prepare(account, lines([task(n) for n in range(120)]), **REINFORCEMENT)
    assert prepared["teacher_tokens"] is None
    assert prepared["logged"] is None


def test_text_of_continued_pre_training_reaches_the_job_unchanged(account: FakeAccount) -> None:
    account.bedrock.customizations = ["CONTINUED_PRE_TRAINING"]
    records = [{"input": f"Chapter {number}. The river rose again."} for number in range(40)]
    run, prepared = prepare(
        account,
        lines(records),
        technique="continued-pre-training",
        base_model="amazon.titan-text-lite-v1",
        deployment={"mode": "none"},
    )
    written = [
        json.loads(line)
        for split in ("training", "validation")
        for line in (account.s3.read(OUTPUT, prepared[split]["key"]) or b"").splitlines()
    ]
    assert sorted(map(str, written)) == sorted(map(str, records))
    asked = started(account, run)
    assert asked["customizationType"] == "CONTINUED_PRE_TRAINING"
    assert asked["hyperParameters"]["epochCount"]
    assert asked["roleArn"].endswith("continued-pre-training")
