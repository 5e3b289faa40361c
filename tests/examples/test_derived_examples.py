"""The examples that are made of others, and the folder of texts: reproducible and accepted."""

import runpy
from pathlib import Path

import pytest

from cli.job_folder import JobFolder

EXAMPLES = Path(__file__).parents[2] / "examples"
DERIVED = ("distillation", "reinforcement-fine-tuning", "chained-fine-tuning")


@pytest.mark.parametrize("name", DERIVED)
@pytest.mark.parametrize("split", ["train", "test"])
def test_the_committed_data_is_what_the_generator_writes(
    name: str, split: str, tmp_path: Path
) -> None:
    runpy.run_path(str(EXAMPLES / name / "generate.py"))["write"](tmp_path)
    written, committed = tmp_path / f"{split}.jsonl", EXAMPLES / name / f"{split}.jsonl"
    assert written.read_bytes() == committed.read_bytes()


@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("distillation", {"training": 400, "validation": 0, "test": 60}),
        ("reinforcement-fine-tuning", {"training": 360, "validation": 40, "test": 60}),
    ],
)
def test_the_job_passes_every_check(name: str, records: dict[str, int]) -> None:
    preflight = JobFolder(EXAMPLES / name).check("us-east-1")
    assert preflight is not None
    assert [found for found in preflight.findings if found.severity == "error"] == []
    assert preflight.records == records


def test_the_corpus_becomes_records() -> None:
    preflight = JobFolder(EXAMPLES / "continued-pre-training").check("us-east-1")
    assert preflight is not None
    assert preflight.verdict == "accept"
    assert preflight.records["training"] > preflight.records["validation"] > 0
