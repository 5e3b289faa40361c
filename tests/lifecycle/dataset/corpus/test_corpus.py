"""A corpus as a whole: what becomes of its files, passage by passage."""

import json
from pathlib import Path

import msgspec
import pytest

from lifecycle.catalog import load_catalog
from lifecycle.dataset.corpus import CorpusCounts, CorpusFile, write_corpus
from lifecycle.dataset.corpus.corpus import FILLED
from lifecycle.dataset.preflight import Sources, preflight
from lifecycle.dataset.rules import rules_for
from lifecycle.request import Technique

RULES = rules_for(load_catalog(), "amazon.titan-text-express-v1", Technique.CONTINUED_PRE_TRAINING)


@pytest.fixture
def written(tmp_path: Path):
    """The texts of the records made of some files, and the counts."""

    def write(**contents: str) -> tuple[list[str], CorpusCounts]:
        files = []
        for stem, content in contents.items():
            path = tmp_path / stem
            path.write_text(content, "utf-8")
            files.append(CorpusFile(f"{stem}.txt", path))
        target = tmp_path / "records.jsonl"
        counts = write_corpus(files, RULES, target)
        return [json.loads(line)["input"] for line in target.read_bytes().splitlines()], counts

    return write


def test_each_file_makes_records_of_its_own(written) -> None:
    texts, counts = written(a="One.\n\nTwo.", b="Three.")
    assert texts == ["One.\n\nTwo.", "Three."]
    assert counts == CorpusCounts(files=2, passages=3, records=2)


def test_a_passage_stands_once_whatever_its_case_and_spacing(written) -> None:
    texts, counts = written(a="The  loom.\n\nAll rights reserved.", b="ALL RIGHTS RESERVED\n\nNew.")
    assert texts == ["The loom.\n\nAll rights reserved.", "New."]
    assert counts.duplicates == 1


def test_a_passage_without_a_word_is_left_out(written) -> None:
    texts, counts = written(a="* * *\n\n-----\n\nA word.\n\n\u200b")
    assert texts == ["A word."]
    assert counts.empty == 2


def test_a_file_of_nothing_makes_no_record(written) -> None:
    texts, counts = written(a="\n \n\t\n", b="")
    assert texts == []
    assert counts == CorpusCounts(files=2)


def test_records_stay_well_within_the_limit_of_tokens(written) -> None:
    sentences = " ".join(f"Sentence number {n} goes on." for n in range(5_000))
    texts, counts = written(a=sentences, b="\n\n".join(f"Paragraph {n}." for n in range(9_000)))
    limit = RULES.max_tokens * RULES.characters_per_token * FILLED
    assert counts.records == len(texts) > 10
    assert all(len(text.encode()) <= limit for text in texts)
    assert all(text.endswith(".") for text in texts)


def test_without_a_limit_records_have_a_usual_length(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("word " * 50_000)
    rules = msgspec.structs.replace(RULES, max_tokens=0)
    files = [CorpusFile("a.txt", tmp_path / "a")]
    assert write_corpus(files, rules, tmp_path / "records").records > 10


def test_what_is_written_passes_the_preflight(written, tmp_path: Path) -> None:
    written(a="\n\n".join(f"Passage {n} of the corpus." for n in range(3_000)))
    found = preflight(Sources(training=tmp_path / "records.jsonl"), RULES)
    assert found.verdict == "accept"
    assert found.findings == ()
