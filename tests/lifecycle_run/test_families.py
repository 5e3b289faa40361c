"""Models whose records, hyper-parameters and requests are their own, from job.yaml to served."""

import json
from typing import Any

import pytest
from deployed import Deployed
from pictures import png

from lifecycle import documents

COLOURS = ("black", "white", "red", "green")


def cohere_files() -> dict[str, bytes]:
    pairs = (
        {"prompt": f"Which colour has number {n % 4}?", "completion": f"It is {COLOURS[n % 4]}."}
        for n in range(40)
    )
    return {"train.jsonl": "".join(json.dumps(pair) + "\n" for pair in pairs).encode()}


def titan_files() -> dict[str, bytes]:
    lines = (
        {"image-ref": f"images/{n}.png", "caption": f"A square in {COLOURS[n % 4]}."}
        for n in range(8)
    )
    images = {f"images/{n}.png": png(512, (n * 30, n * 20, 255 - n * 30)) for n in range(8)}
    return {**images, "train.jsonl": "".join(json.dumps(line) + "\n" for line in lines).encode()}


FAMILIES: dict[str, tuple[dict[str, Any], dict[str, bytes]]] = {
    "cohere-command": (
        {"base_model": "cohere.command-text-v14", "hyperparameters": {"epochCount": 4}},
        cohere_files(),
    ),
    "titan-image": (
        {
            "base_model": "amazon.titan-image-generator-v2:0",
            "hyperparameters": {"stepCount": "auto"},
        },
        titan_files(),
    ),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_customized_and_served(family: str, deployed: Deployed) -> None:
    request, files = FAMILIES[family]
    manifest = {
        "name": family,
        "technique": "fine-tuning",
        "data": {"training": "train.jsonl"},
        "deployment": {"mode": "provisioned"},
        "evaluation": {"allow_over_fit": True},
        **request,
    }
    media = {file: body for file, body in files.items() if file.startswith("images/")}
    for file, body in media.items():
        deployed.upload(family, file, body)
    data = {"train.jsonl": files["train.jsonl"], "job.yaml": json.dumps(manifest).encode()}
    run = deployed.submit(family, data)
    assert deployed.ended(run)["status"] == "SUCCEEDED", deployed.failure_reason(run)
    record = deployed.document(documents.run_record(run))
    assert ":provisioned-model/" in record["serving_arn"]
