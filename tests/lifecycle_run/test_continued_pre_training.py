"""Folders of texts, and what is built on the model that has read them, on deployed templates."""

import json

import pytest
from deployed import Deployed

from lifecycle import documents

CORPUS, TUNED = "corpus-words", "corpus-tuned"
TITAN = "amazon.titan-text-express-v1:0:8k"
NOT_SERVED = {"mode": "none"}


def corpus_files() -> dict[str, bytes]:
    manifest = {
        "name": CORPUS,
        "technique": "continued-pre-training",
        "base_model": TITAN,
        "data": {"training": "corpus/"},
        "hyperparameters": {"epochCount": 1},
        "deployment": NOT_SERVED,
    }
    lines = (f"The loom number {n} weaves its cloth from a warp and a weft." for n in range(30))
    return {
        "corpus/looms.md": b"---\ntitle: Looms\n---\n" + "\n\n".join(lines).encode(),
        "corpus/deep/terms.csv": b"term,meaning\nwarp,Threads along the cloth\n",
        "corpus/notes.jsonl": b'{"input": "Silk is finer than wool."}\n{"text": "Wool warms."}\n',
        "job.yaml": json.dumps(manifest).encode(),
    }


def tuning_files() -> dict[str, bytes]:
    manifest = {
        "name": TUNED,
        "technique": "fine-tuning",
        "base_model": f"run:{CORPUS}",
        "data": {"training": "train.jsonl"},
        "evaluation": {"allow_over_fit": True},
        "deployment": NOT_SERVED,
    }
    pairs = ({"prompt": f"Loom {n}?", "completion": f"It weaves {n}."} for n in range(20))
    return {
        "train.jsonl": "".join(json.dumps(pair) + "\n" for pair in pairs).encode(),
        "job.yaml": json.dumps(manifest).encode(),
    }


@pytest.fixture(scope="module")
def read(deployed: Deployed) -> str:
    run = deployed.submit(CORPUS, corpus_files())
    assert deployed.ended(run)["status"] == "SUCCEEDED", deployed.failure_reason(run)
    return run


def test_a_folder_becomes_the_records_of_a_job(deployed: Deployed, read: str) -> None:
    body = deployed.s3.get_object(
        Bucket=deployed.output_bucket, Key=documents.prepared_file(read, "training")
    )["Body"].read()
    validation = deployed.s3.get_object(
        Bucket=deployed.output_bucket, Key=documents.prepared_file(read, "validation")
    )["Body"].read()
    texts = {json.loads(line)["input"] for line in (body + validation).splitlines()}
    assert {"warp: Threads along the cloth", "Silk is finer than wool.", "Wool warms."} < texts
    assert not any("title: Looms" in text for text in texts)


def test_fine_tuning_builds_on_the_model_that_has_read_them(deployed: Deployed, read: str) -> None:
    run = deployed.submit(TUNED, tuning_files())
    assert deployed.ended(run)["status"] == "SUCCEEDED", deployed.failure_reason(run)
    tuned, base = (
        deployed.document(documents.run_record(each))["model"]["model_arn"] for each in (run, read)
    )
    assert deployed.bedrock.get_custom_model(modelIdentifier=tuned)["baseModelArn"] == base
