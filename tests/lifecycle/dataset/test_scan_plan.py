"""Which function reads what: every byte, every file and every log in exactly one range."""

import pytest

from lifecycle.dataset import scan_plan
from lifecycle.dataset.scan_plan import (
    byte_ranges,
    log_ranges,
    numbered,
    range_length,
    text_ranges,
)
from lifecycle.errors import NotYetSupported
from lifecycle.run.landed import ObjectVersion


def version(size: int, key: str = "jobs/job/train.jsonl") -> ObjectVersion:
    return ObjectVersion(key, "v1", '"etag"', size)


FOLDER = version(1_000, "jobs/job/corpus/")
FILES = [version(size, f"jobs/job/corpus/{size}.txt") for size in (10, 80, 20, 500, 30)]


@pytest.mark.parametrize(
    ("size", "media", "length"),
    [
        (10_000, 0, 3_000),
        (10_000, 2_500, 3_000),
        (10_000, 10_000, 2_500),
        (10_000, 10**9, 1),
        (0, 9_999, 1),
    ],
)
def test_ranges_are_shorter_where_there_are_many_media(size: int, media: int, length: int) -> None:
    assert range_length(size, media, longest=3_000) == length


def test_every_byte_is_in_exactly_one_range() -> None:
    ranges = [*byte_ranges("training", version(1_000), 256)]
    assert [(part.start, part.end) for part in ranges] == [
        (0, 256),
        (256, 512),
        (512, 768),
        (768, 1_000),
    ]


def test_an_empty_file_needs_no_range() -> None:
    assert [*byte_ranges("training", version(0), 256)] == []


def test_texts_are_read_whole_and_together_where_they_are_small() -> None:
    ranges = [*text_ranges("training", FOLDER, FILES, 100)]
    assert [[each.size for each in part.files] for part in ranges] == [[10, 80], [20], [500], [30]]
    assert {part.folder for part in ranges} == {FOLDER}


def test_a_text_that_no_function_could_clean_in_its_time_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scan_plan, "TEXT_MAX_BYTES", 499)
    with pytest.raises(NotYetSupported, match=r"corpus/500\.txt has 500 bytes"):
        list(text_ranges("training", FOLDER, FILES, 100))


def test_a_long_file_with_a_text_in_each_line_is_cut_between_lines() -> None:
    files = [version(size, f"jobs/job/corpus/{size}.jsonl") for size in (30, 250, 40, 50)]
    ranges = [*text_ranges("training", FOLDER, files, 100)]
    assert [([each.size for each in part.files], part.start, part.end) for part in ranges] == [
        ([30], 0, None),
        ([250], 0, 100),
        ([250], 100, 200),
        ([250], 200, 250),
        ([40, 50], 0, None),
    ]


def test_no_range_has_more_logs_than_an_execution_may_be_given() -> None:
    logs = [version(1, f"{number}.json.gz") for number in range(450)]
    assert [len(part.logs) for part in log_ranges("logs", logs, 10**6)] == [200, 200, 50]


def test_one_plan_numbers_ranges_of_every_kind() -> None:
    plan = numbered(
        byte_ranges("test", version(300), 256),
        text_ranges("training", FOLDER, FILES, 1_000),
        log_ranges("logs", [version(1)], 10),
    )
    assert [(type(part).__name__, part.number) for part in plan] == [
        ("ByteRange", 0),
        ("ByteRange", 1),
        ("TextRange", 2),
        ("LogRange", 3),
    ]
