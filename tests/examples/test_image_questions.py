"""The image example: reproducible, whole, and fair."""

import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from cli.job_folder import JobFolder

EXAMPLE = Path(__file__).parents[2] / "examples" / "image-questions"
SCENES = tomllib.loads((EXAMPLE / "scenes.toml").read_text("utf-8"))
SPLITS = ("train", "test")


def records(split: str) -> Iterator[dict[str, Any]]:
    for line in (EXAMPLE / f"{split}.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


def image_of(record: dict[str, Any]) -> str:
    return record["messages"][0]["content"][0]["image"]["source"]["s3Location"]["uri"]


def answer_of(record: dict[str, Any]) -> str:
    return record["messages"][1]["content"][0]["text"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("image-questions")
    program = [sys.executable, EXAMPLE / "generate.py", folder]
    subprocess.run(program, check=True)  # noqa: S603 - this interpreter, our own code
    return folder


@pytest.mark.parametrize("split", SPLITS)
def test_the_committed_records_are_what_the_generator_writes(split: str, written: Path) -> None:
    name = f"{split}.jsonl"
    assert (written / name).read_bytes() == (EXAMPLE / name).read_bytes()


def test_the_committed_images_are_what_the_generator_draws(written: Path) -> None:
    """By their pixels: how a file is packed depends on the machine's zlib."""
    drawn = sorted((written / "images").iterdir())
    assert [path.name for path in drawn] == sorted(p.name for p in EXAMPLE.glob("images/*"))
    for path in drawn:
        committed = Image.open(EXAMPLE / "images" / path.name).convert("RGB")
        difference = ImageChops.difference(Image.open(path).convert("RGB"), committed)
        assert difference.getbbox() is None, path.name


def test_the_job_passes_every_check() -> None:
    preflight = JobFolder(EXAMPLE).check("us-east-1")
    assert [found for found in preflight.findings if found.severity == "error"] == []
    assert preflight.records == {"training": 360, "validation": 40, "test": 80}


def test_every_image_is_asked_about() -> None:
    asked = {image_of(record) for split in SPLITS for record in records(split)}
    assert asked == {f"images/{path.name}" for path in EXAMPLE.glob("images/*")}


def test_no_image_is_in_both_sets_not_even_under_another_name() -> None:
    pixels = {
        split: {Image.open(EXAMPLE / image_of(r)).convert("RGB").tobytes() for r in records(split)}
        for split in SPLITS
    }
    assert not pixels["train"] & pixels["test"]


def test_every_answer_of_the_test_set_can_be_learned() -> None:
    learned = Counter(answer_of(record) for record in records("train"))
    assert {answer_of(record) for record in records("test")} <= set(learned)
    assert max(learned.values()) <= 0.1 * sum(learned.values())  # so that guessing does not pay
