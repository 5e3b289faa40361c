"""The fine-tuning example: reproducible, accepted by the project's own checks, and fair."""

import runpy
import tomllib
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

import pytest

from cli.job_folder import JobFolder
from lifecycle.dataset.formats.conversation import Conversation, decode_conversation

EXAMPLE = Path(__file__).parents[2] / "examples" / "fine-tuning"
WORDINGS = tomllib.loads((EXAMPLE / "wordings.toml").read_text("utf-8"))


def records(split: str) -> list[Conversation]:
    lines = (EXAMPLE / f"{split}.jsonl").read_bytes().splitlines()
    return [decode_conversation(line) for line in lines]


@pytest.mark.parametrize("split", ["train", "test"])
def test_the_committed_data_is_what_the_generator_writes(split: str, tmp_path: Path) -> None:
    runpy.run_path(str(EXAMPLE / "generate.py"))["write"](tmp_path)
    written, committed = tmp_path / f"{split}.jsonl", EXAMPLE / f"{split}.jsonl"
    assert written.read_bytes() == committed.read_bytes()


def test_the_job_passes_every_check_without_a_warning() -> None:
    preflight = JobFolder(EXAMPLE).check("us-east-1")
    assert (preflight.verdict, preflight.findings) == ("accept", ())
    assert preflight.records == {"training": 360, "validation": 40, "test": 60}


def test_no_ticket_occurs_twice() -> None:
    tickets = Counter(record.prompt for split in ("train", "test") for record in records(split))
    assert [ticket for ticket, count in tickets.items() if count > 1] == []


def test_equal_wordings_never_have_different_answers() -> None:
    """Two tickets may differ in names and closings; what they say decides the answer."""
    answers = defaultdict(set)
    for record in records("train"):
        answers[record.prompt.splitlines()[1]].add(record.answer)
    assert [said for said, different in answers.items() if len(different) > 1] == []


@pytest.mark.parametrize("split", ["train", "test"])
def test_every_pair_of_queue_and_urgency_is_about_as_frequent_as_the_others(split: str) -> None:
    counts = Counter(record.answer for record in records(split))
    pairs = product(WORDINGS["queues"], WORDINGS["urgencies"])
    assert set(counts) == {f"queue: {queue}; urgency: {urgency}" for queue, urgency in pairs}
    assert max(counts.values()) - min(counts.values()) <= 1


def test_the_wordings_of_the_test_set_are_never_trained_on() -> None:
    groups = [WORDINGS["openings"], WORDINGS["closings"]]
    groups += [*WORDINGS["queues"].values(), *WORDINGS["urgencies"].values()]
    assert [group for group in groups if set(group["train"]) & set(group["test"])] == []


def test_every_slot_of_a_wording_is_filled() -> None:
    texts = [record.prompt for split in ("train", "test") for record in records(split)]
    assert [text for text in texts if "{" in text or "}" in text] == []
