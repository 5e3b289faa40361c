"""Folders of texts and invocation logs beyond one function, on deployed templates."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from changed_steps import changed_step
from deployed import Deployed, conversations
from test_continued_pre_training import NOT_SERVED, TITAN

from lifecycle import documents
from lifecycle.catalog import load_catalog
from lifecycle.dataset.corpus import CorpusFile, write_corpus
from lifecycle.dataset.preflight import Options, Sources, preflight
from lifecycle.dataset.rules import rules_for
from lifecycle.request import Technique

TEACHER = "amazon.nova-premier-v1:0"
LIMITS = {"ONE_FUNCTION_MAX_OBJECTS": "5", "SCAN_RANGE_BYTES": "1000"}
LOGS_FOLDER = "jobs/logged-prompts/delivered/"


@pytest.fixture(scope="module")
def lowered(deployed: Deployed) -> Iterator[None]:
    """The steps take five objects for as many as one function can read. Logs lie in the intake
    bucket here, which the steps may read as it is."""
    logs = {"INVOCATION_LOG_SOURCES": f"s3://{deployed.intake_bucket}/{LOGS_FOLDER}"}
    with (
        changed_step(deployed, "AcceptRequest", LIMITS | logs),
        changed_step(deployed, "PlanScan", LIMITS),
    ):
        yield


def corpus() -> dict[str, bytes]:
    """In each file passages of its own, a licence that all have, and some of the file before; and
    lines of which several functions read some."""
    passages = [f"The loom number {n} weaves its cloth from a warp and a weft." for n in range(200)]
    lines = (json.dumps({"input": text}).encode() + b"\n" for text in passages[150:])
    return {
        f"corpus/{number}.txt": "\n\n".join(
            [*passages[number * 20 : number * 20 + 25], "All rights reserved."]
        ).encode()
        for number in range(8)
    } | {"corpus/lines.jsonl": b"".join(lines)}


def test_many_functions_make_the_records_of_a_folder_that_one_makes(
    deployed: Deployed, lowered: None, tmp_path: Path
) -> None:
    manifest = {
        "name": "beyond-corpus",
        "technique": "continued-pre-training",
        "base_model": TITAN,
        "data": {"training": "corpus/", "validation": "none"},
        "hyperparameters": {"epochCount": 1},
        "deployment": NOT_SERVED,
    }
    job = json.dumps(manifest).encode()
    run = deployed.submit("beyond-corpus", {**corpus(), "job.yaml": job})
    ended = deployed.ended(run)
    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    assert deployed.entered_states(run).count("Scan ranges") == 2
    records, found = _made_by_one(corpus(), tmp_path)
    assert deployed.output(documents.prepared_file(run, "training")) == records
    assert deployed.document(documents.preflight(run)) == found


def _made_by_one(files: dict[str, bytes], folder: Path) -> tuple[bytes, dict[str, Any]]:
    texts = [CorpusFile(name, folder / Path(name).name) for name in files]
    for text in texts:
        text.path.write_bytes(files[text.name])
    technique = Technique.CONTINUED_PRE_TRAINING
    rules = rules_for(load_catalog(), TITAN.removesuffix(":0:8k"), technique)
    records = folder / "records"
    write_corpus(texts, rules, records)
    size = sum(map(len, files.values()))
    sources = Sources(
        training=records, names={"training": "corpus/"}, folder_bytes={"training": size}
    )
    found = preflight(sources, rules, Options(digest=False))
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(found))
    return records.read_bytes(), document


def test_many_functions_count_the_prompts_of_many_logs(deployed: Deployed, lowered: None) -> None:
    for hour in range(8):
        body = b"".join(_logged(number) for number in range(hour * 10, hour * 10 + 10))
        key = f"{LOGS_FOLDER}{hour:02}.json.gz"
        deployed.s3.put_object(Bucket=deployed.intake_bucket, Key=key, Body=gzip.compress(body))
    manifest = {
        "name": "beyond-logs",
        "technique": "distillation",
        "base_model": "amazon.nova-micro-v1:0:128k",
        "teacher": {"model": TEACHER, "max_response_length": 50},
        "data": {
            "test": "test.jsonl",
            "invocation_logs": {
                "source": f"s3://{deployed.intake_bucket}/{LOGS_FOLDER}",
                "use_prompt_response": True,
            },
        },
    }
    files = {"test.jsonl": conversations(3), "job.yaml": json.dumps(manifest).encode()}
    run = deployed.submit("beyond-logs", files)
    assert deployed.ended(run)["error"] == "DatasetRejected"
    kinds = [part["kind"] for part in deployed.document(documents.scan_plan(run))]
    assert set(kinds) == {"bytes", "logs"} and kinds.count("logs") > 1
    reason = deployed.failure_reason(run)
    assert "60 logged prompts can be learned from" in reason
    assert "20 were answered by another model than the teacher" in reason


def _logged(number: int) -> bytes:
    turn = {"role": "user", "content": [{"text": f"What is {number} + 1?"}]}
    answer = {"role": "assistant", "content": [{"text": str(number + 1)}]}
    record = {
        "schemaType": "ModelInvocationLog",
        "modelId": "amazon.nova-lite-v1:0" if number % 4 == 0 else TEACHER,
        "input": {"inputBodyJson": {"messages": [turn]}},
        "output": {"outputBodyJson": {"output": {"message": answer}}},
    }
    return json.dumps(record).encode() + b"\n"
