"""No handler says a word of the training data: not in its logs, errors, results or messages."""

from io import StringIO

import pytest

from lambdas import announce_run, prepare_data, record_failure, verify_deployment
from lifecycle.errors import DatasetRejected, DeploymentSilent
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.stages import accepted, conversation, published, serving

CANARY = "xyzzycanary"


def spoken(account: FakeAccount, logs: StringIO) -> str:
    return f"{logs.getvalue()} {account.sns.messages} {account.stepfunctions.executions}"


def talkative(count: int = 20) -> bytes:
    system = [{"text": f"system {CANARY}"}]
    return b"".join(
        conversation(f"prompt {n} {CANARY}", answer=f"answer {CANARY}", system=system)
        for n in range(count)
    )


def test_a_whole_run_says_nothing_of_its_data(account: FakeAccount, logs: StringIO) -> None:
    account.bedrock_runtime.answer = [{"text": f"an answer with {CANARY}"}]
    run = published(account, files={"train.jsonl": talkative()})
    announce_run.handler({"detail": {"name": run, "status": "SUCCEEDED"}}, None)
    assert len(account.sns.messages) == 1
    assert CANARY not in spoken(account, logs)


@pytest.mark.parametrize(
    "line",
    [
        conversation(CANARY, answer=""),
        conversation(CANARY, answer="", **{CANARY: 1}),
        conversation("x", answer="", **{f"a` - at `$.{CANARY}": 1}),
        conversation("x", messages=[{"role": CANARY, "content": []}]),
        conversation("x", messages=[{"role": f"a' - at `$.{CANARY}`", "content": []}]),
        conversation("x", messages=CANARY),
        conversation("x", schemaVersion=CANARY, messages=[]),
        f'{{"messages": {CANARY}}}\n'.encode(),
        f"{CANARY}\xff\n".encode("latin-1"),
        f'"{CANARY}"\n'.encode(),
    ],
)
def test_a_rejected_record_is_placed_but_never_quoted(
    account: FakeAccount, logs: StringIO, line: bytes
) -> None:
    run = accepted(account, files={"train.jsonl": talkative() + line})
    with pytest.raises(DatasetRejected) as rejected:
        prepare_data.handler({"run_id": run}, None)
    failed = {"run_id": run, "error": "DatasetRejected", "cause": str(rejected.value)}
    record_failure.handler(failed, None)
    announce_run.handler({"detail": {"name": run, "status": "FAILED"}}, None)
    assert "line 21" in str(rejected.value)
    assert CANARY not in f"{rejected.value} {spoken(account, logs)}"


def test_a_silent_model_fails_without_the_prompt(account: FakeAccount, logs: StringIO) -> None:
    run = serving(account, files={"train.jsonl": talkative()})
    account.bedrock_runtime.answer = []
    with pytest.raises(DeploymentSilent) as silent:
        verify_deployment.handler({"run_id": run}, None)
    assert CANARY not in f"{silent.value} {spoken(account, logs)}"
