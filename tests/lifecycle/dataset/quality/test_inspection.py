"""Close reading of a file: what is counted, where, and that parts add up to the whole."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.findings import SHOWN_PER_CODE, Severity
from lifecycle.dataset.formats.record import RecordView
from lifecycle.dataset.quality.inspection import Inspection
from lifecycle.dataset.quality.judgement import quality_findings, quality_tallies
from lifecycle.dataset.quality.sampling import (
    INSPECTED_WHOLE_MAX,
    LANGUAGES_WHOLE_MAX,
    inspected_one_in,
    languages_one_in,
)

PROMPTS = [
    "What is new?",
    "Respond in JSON: who is there?",
    "Write to jane@acme.io",
    "Was ist das?",
]
ANSWERS = ["Nothing is new to me.", "TODO", '{"a": 1}', "Das ist nicht mein Hund, und er ist da."]
texts = st.tuples(st.sampled_from(PROMPTS), st.sampled_from(ANSWERS))


def inspected(records: list[tuple[str, str]], languages_one_in: int = 1) -> Inspection:
    inspection = Inspection(languages_one_in=languages_one_in)
    for line, (prompt, answer) in enumerate(records, start=1):
        inspection.see(RecordView(line, "", (prompt,), answer))
    return inspection


def codes(inspection: Inspection) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for finding in quality_findings(inspection, "train.jsonl"):
        assert finding.severity is Severity.WARNING
        found.setdefault(finding.code, []).append((finding.line, finding.count))
    return found


def test_a_finding_names_the_line_and_never_what_was_found() -> None:
    inspection = inspected([("Hi", "Hello to you."), ("Write to jane@acme.io", "I did so.")])
    (finding,) = quality_findings(inspection, "train.jsonl")
    assert (finding.code, finding.line, finding.file) == ("personal-email", 2, "train.jsonl")
    assert "jane" not in msgspec.json.encode((finding, quality_tallies(inspection))).decode()


def test_many_findings_of_a_kind_are_folded_into_the_last_one_shown() -> None:
    found = codes(inspected([(f"Question {n}?", "TODO") for n in range(100)]))
    shown = found["answer-placeholder"]
    assert [line for line, _ in shown] == list(range(1, SHOWN_PER_CODE + 1))
    assert sum(count for _, count in shown) == 100


def test_one_answer_to_everything_is_one_finding_of_the_whole_file() -> None:
    found = codes(inspected([(f"Question {n}?", "Ask somebody else.") for n in range(100)]))
    assert found == {"answer-dominates": [(0, 1)]}


def test_an_answer_far_too_long_is_named_by_its_line() -> None:
    records = [(f"Question {n}?", f"Answer {n}.") for n in range(50)] + [("And?", "word " * 1_000)]
    assert codes(inspected(records)) == {"answer-long": [(51, 1)]}


def test_of_a_large_file_it_is_said_that_a_sample_was_read() -> None:
    (finding,) = quality_findings(Inspection(one_in=64, records=3_000), "train.jsonl")
    assert (finding.code, finding.severity, finding.line) == ("read-in-part", Severity.HINT, 0)
    assert "one record of 64" in finding.message


def test_a_sound_set_has_no_finding() -> None:
    assert codes(inspected([(f"Question {n}?", f"This is answer {n}.") for n in range(50)])) == {}


def test_occurrences_and_languages_are_counted() -> None:
    tallies = quality_tallies(inspected([("a@acme.io, b@acme.io", ANSWERS[3]), ("x", ANSWERS[0])]))
    assert tallies["occurrences email"] == 2
    assert tallies["language de"] == 1
    assert tallies["script latin"] == tallies["inspected"] == tallies["language looked at"] == 2


def test_a_record_without_an_answer_is_searched_for_secrets_alone() -> None:
    assert set(codes(inspected([("Write to jane@acme.io", "")]))) == {"personal-email"}


@given(st.lists(texts, max_size=60), st.integers(0, 60), st.sampled_from([1, 4]))
def test_parts_merge_to_what_the_whole_would_have_been(
    records: list[tuple[str, str]], cut: int, one_in: int
) -> None:
    cut = min(cut, len(records))
    merged = inspected(records[:cut], one_in)
    merged.merge(inspected(records[cut:], one_in), cut)
    whole = inspected(records, one_in)
    assert codes(merged) == codes(whole)
    assert quality_tallies(merged) == quality_tallies(whole)


@given(st.lists(texts, max_size=10))
def test_an_inspection_travels_as_json(records: list[tuple[str, str]]) -> None:
    inspection = inspected(records)
    encoded = msgspec.json.encode(inspection)
    assert msgspec.json.decode(encoded, type=Inspection) == inspection


@pytest.mark.parametrize("one_in", [inspected_one_in, languages_one_in])
def test_the_share_that_is_read_shrinks_as_the_file_grows(one_in: object) -> None:
    shares = [one_in(1 << bits) for bits in range(42)]
    assert shares == sorted(shares)
    assert all(share.bit_count() == 1 for share in shares)


def test_what_the_service_takes_is_read_whole() -> None:
    assert inspected_one_in(INSPECTED_WHOLE_MAX) == 1 < inspected_one_in(INSPECTED_WHOLE_MAX + 1)
    assert languages_one_in(LANGUAGES_WHOLE_MAX) == 1 < languages_one_in(LANGUAGES_WHOLE_MAX + 1)
