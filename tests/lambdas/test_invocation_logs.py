"""A distillation that learns from invocation logs: counted where they lie, never copied."""

import gzip
import json
from typing import Any

import pytest

from lambdas import prepare_data, start_customization
from lifecycle.errors import DatasetRejected
from tests.lambdas.fakes.account import LOGS, OUTPUT, FakeAccount
from tests.lambdas.stages import accepted, conversations

TEACHER = "amazon.nova-pro-v1:0"
FOLDER = "bedrock/AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/11/20/10"
RESPONSE_LENGTH = 200


def record(number: int, model: str = TEACHER, **more: Any) -> dict[str, Any]:
    turn = {"role": "user", "content": [{"text": f"What is {number:04} + 1?"}]}
    answer = {"role": "assistant", "content": [{"text": str(number + 1)}]}
    return {
        "schemaType": "ModelInvocationLog",
        "modelId": model,
        "input": {"inputBodyJson": {"messages": [turn]}},
        "output": {"outputBodyJson": {"output": {"message": answer}}},
        **more,
    }


def deliver(account: FakeAccount, name: str, records: list[dict[str, Any]]) -> None:
    lines = "".join(json.dumps(each) + "\n" for each in records)
    account.s3.store(LOGS, f"{FOLDER}/{name}", gzip.compress(lines.encode()))


def distilling(account: FakeAccount, **logs: Any) -> str:
    source = {"source": f"s3://{LOGS}/bedrock/", **logs}
    return accepted(
        account,
        files={"test.jsonl": conversations(3)},
        technique="distillation",
        teacher={"model": TEACHER, "max_response_length": RESPONSE_LENGTH},
        data={"invocation_logs": source, "test": "test.jsonl"},
    )


def prepare(run: str) -> dict[str, Any]:
    prepared: dict[str, Any] = prepare_data.handler({"run_id": run}, None)
    return prepared


def test_logs_in_several_files_are_counted_and_not_copied(account: FakeAccount) -> None:
    for part in range(3):
        numbers = range(part * 50, part * 50 + 50)
        deliver(account, f"{part}.json.gz", [record(number) for number in numbers])
    run = distilling(account)
    prepared = prepare(run)
    assert prepared["logged"]["usable"] == 150
    assert prepared["training"] is None
    assert prepared["test"]["records"] == 3
    assert [key for key in account.s3.keys(OUTPUT) if "training" in key] == []
    assert prepared["teacher_tokens"] == {
        "input": round(150 * len("What is 0000 + 1?") / 4),
        "output_at_most": 150 * RESPONSE_LENGTH,
    }


def test_the_job_reads_the_logs_where_they_lie(account: FakeAccount) -> None:
    deliver(account, "1.json.gz", [record(number) for number in range(100)])
    run = distilling(account)
    prepare(run)
    start_customization.handler({"run_id": run, "trial": 0}, None)
    (asked,) = account.journal.of("CreateModelCustomizationJob")
    config = asked["trainingDataConfig"]["invocationLogsConfig"]
    assert config["invocationLogSource"] == {"s3Uri": f"s3://{LOGS}/bedrock/"}


def test_too_few_usable_prompts_are_rejected_with_what_became_of_the_rest(
    account: FakeAccount,
) -> None:
    several = record(0)
    several["input"]["inputBodyJson"]["messages"] *= 2
    deliver(
        account,
        "1.json.gz",
        [
            *(record(number, requestMetadata={"team": "support"}) for number in range(99)),
            *(record(number, requestMetadata={"team": "sales"}) for number in range(7)),
            *(
                record(number, "amazon.nova-lite-v1:0", requestMetadata={"team": "support"})
                for number in range(5)
            ),
            several | {"requestMetadata": {"team": "support"}},
            {"modelId": TEACHER, "input": {"inputBodyS3Path": "s3://x"}, "output": {}},
        ],
    )
    run = distilling(
        account,
        use_prompt_response=True,
        metadata_filters={"all_of": [{"equals": {"team": "support"}}]},
    )
    with pytest.raises(DatasetRejected, match="99 logged prompts") as refused:
        prepare(run)
    assert refused.value.why.startswith("7 do not pass metadata_filters, 5 were answered by")
    assert "2 are no single prompt" in refused.value.why


@pytest.mark.parametrize(
    "filters",
    [
        {"equals": {"team": "support"}},
        {"not_equals": {"team": "sales"}},
        {"any_of": [{"equals": {"team": "support"}}, {"equals": {"team": "none"}}]},
        {"all_of": [{"equals": {"team": "support"}}, {"not_equals": {"stage": "test"}}]},
    ],
)
def test_filters_choose_the_prompts_as_the_service_will(
    account: FakeAccount, filters: dict
) -> None:
    teams = {"support": 120, "sales": 30}
    deliver(
        account,
        "1.json.gz",
        [
            record(number, requestMetadata={"team": team})
            for team, count in teams.items()
            for number in range(count)
        ],
    )
    logged = prepare(distilling(account, metadata_filters=filters))["logged"]
    assert (logged["usable"], logged["filtered_out"]) == (120, 30)


@pytest.mark.parametrize("arn", [TEACHER, f"arn:aws:bedrock:us-east-1::foundation-model/{TEACHER}"])
def test_logged_answers_of_the_teacher_cost_no_teacher_tokens(
    account: FakeAccount, arn: str
) -> None:
    deliver(account, "1.json.gz", [record(number, arn) for number in range(100)])
    prepared = prepare(distilling(account, use_prompt_response=True))
    assert prepared["teacher_tokens"] == {"input": 0, "output_at_most": 0}


def test_answers_of_any_model_do_where_the_teacher_answers_anew(account: FakeAccount) -> None:
    deliver(account, "1.json.gz", [record(number, "meta.llama") for number in range(100)])
    assert prepare(distilling(account))["logged"]["usable"] == 100


def test_what_is_no_log_of_small_bodies_is_not_read(account: FakeAccount) -> None:
    deliver(account, "1.json.gz", [record(number) for number in range(100)])
    deliver(account, "data/2_input.json.gz", [record(number) for number in range(50)])
    account.s3.store(LOGS, "bedrock/amazon-bedrock-logs-permission-check", b"no gzip")
    assert prepare(distilling(account))["logged"]["usable"] == 100


def test_more_prompts_than_a_distillation_takes_are_rejected(account: FakeAccount) -> None:
    deliver(account, "1.json.gz", [record(number) for number in range(15_001)])
    with pytest.raises(DatasetRejected, match="more than 15000 logged prompts"):
        prepare(distilling(account))


def test_a_prefix_without_logs_is_rejected(account: FakeAccount) -> None:
    with pytest.raises(DatasetRejected, match="0 logged prompts"):
        prepare(distilling(account))


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(b"x" * 100)[:20]])
def test_an_object_that_is_no_whole_gzip_is_named(account: FakeAccount, body: bytes) -> None:
    account.s3.store(LOGS, f"{FOLDER}/broken.json.gz", body)
    with pytest.raises(DatasetRejected, match="cannot be extracted") as refused:
        prepare(distilling(account))
    assert refused.value.where == f"s3://{LOGS}/{FOLDER}/broken.json.gz"
