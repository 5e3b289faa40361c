"""To add a model is a change of data and of nothing else: one of a provider that does not exist is
checked, accepted and customized."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from lambdas import accept_request, prepare_data
from lifecycle import documents
from lifecycle.catalog import load_catalog
from lifecycle.errors import DatasetRejected, HyperparameterInvalid, ModelUnavailable
from lifecycle.request import Technique
from tests.lambdas import stages
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.invented_provider import LOOM, invented_provider

JOB = {"base_model": LOOM, "hyperparameters": {"threads": "auto", "tension": 0.75}}


def pairs(count: int, prompt: str = "Stitch") -> bytes:
    lines = ({"prompt": f"{prompt} {n}", "completion": f"Seam {n}."} for n in range(count))
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


@pytest.fixture(autouse=True)
def _catalog_with_the_invented_provider(
    tmp_path: Path, account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    with invented_provider(tmp_path, monkeypatch):
        yield


def test_it_goes_from_its_files_to_a_custom_model(account: FakeAccount) -> None:
    run = stages.chosen(account, files={"train.jsonl": pairs(4)}, **JOB)
    (asked,) = account.journal.of("CreateModelCustomizationJob")
    assert asked["baseModelIdentifier"] == LOOM
    assert asked["hyperParameters"] == {"threads": "Auto", "tension": "0.75"}
    assert "validationDataConfig" not in asked
    assert stages.document(account, documents.prepared_data(run))["training"]["records"] == 4
    assert LOOM in stages.document(account, documents.chosen_model(run))["model_arn"]


def test_its_ranges_are_kept(account: FakeAccount) -> None:
    files = {"train.jsonl": pairs(4)}
    with pytest.raises(HyperparameterInvalid, match="'threads' is missing"):
        accept_request.handler(stages.landed(account, files=files, base_model=LOOM), None)
    asked = JOB | {"hyperparameters": {"threads": 13}}
    with pytest.raises(HyperparameterInvalid, match='integer from 2 to 12 or "Auto", required'):
        accept_request.handler(stages.landed(account, files=files, **asked), None)


def test_its_region_is_kept(account: FakeAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    run = stages.landed(account, files={"train.jsonl": pairs(4)}, **JOB)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    with pytest.raises(ModelUnavailable, match="Loom cannot be customized .* in us-east-1"):
        accept_request.handler(run, None)


def test_the_service_retires_it_like_any_other(account: FakeAccount) -> None:
    account.bedrock.model_lifecycle = {"status": "LEGACY"}
    with pytest.raises(ModelUnavailable, match="Loom is LEGACY"):
        accept_request.handler(stages.landed(account, files={"train.jsonl": pairs(4)}, **JOB), None)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (pairs(2), "at least 3"),
        (pairs(6), "6 records, allowed are 5"),
        (pairs(4, "Tie a <knot>"), "<knot>"),
    ],
)
def test_its_dataset_rules_are_kept(account: FakeAccount, data: bytes, complaint: str) -> None:
    run = stages.accepted(account, files={"train.jsonl": data}, **JOB)
    with pytest.raises(DatasetRejected, match=complaint):
        prepare_data.handler({"run_id": run}, None)


def test_its_teacher_teaches(account: FakeAccount) -> None:
    catalog = load_catalog()
    support = catalog.support(catalog.model(LOOM), Technique.DISTILLATION, "eu-north-1")
    assert support.teacher("tailors.master-v1:0").name == "Master"


def test_the_command_validates_for_it_and_lists_it(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_bytes(pairs(2))
    asked = [str(tmp_path / "train.jsonl"), "--model", LOOM, "--technique", "fine-tuning"]
    assert CliRunner().invoke(app, ["validate", *asked]).exit_code == 1
    (tmp_path / "train.jsonl").write_bytes(pairs(3))
    assert CliRunner().invoke(app, ["validate", *asked]).exit_code == 0
    listed = CliRunner().invoke(app, ["models", "--region", "eu-north-1", "--json"])
    assert {row["identifier"] for row in json.loads(listed.stdout)} == {LOOM}
