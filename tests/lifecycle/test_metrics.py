"""Metric CSVs: what cannot be read is unknown, never 0."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lifecycle.metrics import (
    COLUMNS,
    VALIDATION_FILE,
    find_metric_file,
    last_value,
    measure_of,
    parse_curve,
)
from lifecycle.request import Technique
from lifecycle.trial import CurvePoint, Measure

HEADER = b"step_number,epoch_number,validation_loss\n"


def losses(document: bytes) -> list[float | None]:
    return [point.value for point in parse_curve(document, ("validation_loss",))]


def curve(*losses: float | None) -> list[CurvePoint]:
    return [CurvePoint(step=n * 10, epoch=n, value=loss) for n, loss in enumerate(losses, start=1)]


def test_a_curve_is_read_by_its_header() -> None:
    document = b"perplexity,validation_loss,epoch_number,step_number\n9,0.5,1,10\n8,0.25,2,20\n"
    assert parse_curve(document, ("validation_loss",)) == (
        CurvePoint(10, 1, 0.5, perplexity=9),
        CurvePoint(20, 2, 0.25, perplexity=8),
    )


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (HEADER + b"1, 1, 0.12\n3, 2, 0.06\n", [0.12, 0.06]),
        (b"\xef\xbb\xbf" + HEADER + b"1,1,0.5\n", [0.5]),
        (HEADER + b'1, "1", "0.5"\n', [0.5]),
        (b" step_number , epoch_number, validation_loss \n1,1, 0.5 \n", [0.5]),
        (HEADER.replace(b"\n", b"\r\n") + b"1,1,0.5\r\n", [0.5]),
        (HEADER.replace(b"\n", b"\r") + b"1,1,0.5\r2,2,0.4\r", [0.5, 0.4]),
        (HEADER + b"1,1,0.5,surplus,columns\n", [0.5]),
        (HEADER + b"1,1,0\n", [0.0]),
        (HEADER + b"1,1,-0.5\n", [-0.5]),
        (HEADER + b"0,1,0.5\n\n1,1,0.4\n", [0.5, 0.4]),
    ],
)
def test_a_readable_number_is_read(document: bytes, expected: list) -> None:
    assert losses(document) == expected


@pytest.mark.parametrize("text", ["", " ", "NaN", "nan", "inf", "-inf", "Infinity", "null", "0.5x"])
def test_what_is_no_number_is_unknown(text: str) -> None:
    assert losses(HEADER + f"1,1,{text}\n".encode()) == [None]


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"\n",
        HEADER,
        HEADER.strip(),
        b"\x00\x01\x02",
        HEADER.decode().encode("utf-16"),
        b"loss\n0.5\n",
        HEADER + b"one,1,0.5\n",
        HEADER + b"NaN,1,0.5\n",
        HEADER + b"-1,1,0.5\n",
        HEADER + b"1e300,1,0.5\n",
        HEADER + b'"' + b"9" * 200_000 + b"\n",
    ],
)
def test_a_file_without_one_readable_row_is_an_empty_curve(document: bytes) -> None:
    assert losses(document) == []


def test_a_missing_column_is_unknown() -> None:
    assert losses(b"step_number,epoch_number,training_loss\n1,1,0.5\n") == [None]


def test_a_missing_epoch_is_unknown_too() -> None:
    document = b"step_number,validation_loss\n1,0.5\n"
    assert parse_curve(document, ("validation_loss",)) == (CurvePoint(1, None, 0.5),)


def test_a_short_row_is_unknown() -> None:
    assert losses(HEADER + b"1,1\n2,2,0.5\n") == [None, 0.5]


@pytest.mark.parametrize("rest", [b"2,2,0.", b"2,2,0", b"2,2,", b"2,", b"2,2,0.45"])
def test_the_number_of_a_line_that_was_cut_off_is_unknown(rest: bytes) -> None:
    assert losses(HEADER + b"1,1,0.5\n" + rest) == [0.5, None]


@given(st.binary(max_size=300))
@example(HEADER + b"1,1,0.5\r2,2,0.5\n")
def test_whatever_lies_in_the_bucket_is_a_curve_of_finite_numbers(document: bytes) -> None:
    for point in parse_curve(document, ("validation_loss",)):
        assert point.value is None or math.isfinite(point.value)
        assert point.step >= 0


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=8), st.integers(0, 200))
def test_a_file_cut_anywhere_shows_a_prefix_of_its_losses_or_unknown(
    numbers: list[float], cut: int
) -> None:
    rows = [f"{step},{step},{loss!r}\n" for step, loss in enumerate(numbers)]
    document = (HEADER.decode() + "".join(rows)).encode()
    seen = losses(document[:cut])
    known = [loss for loss in seen if loss is not None]
    assert known == numbers[: len(known)]
    assert seen[: len(known)] == known


def test_the_last_value_is_that_of_the_last_row_even_if_unknown() -> None:
    assert last_value([]) is None
    assert last_value(curve(0.5, 0.4)) == 0.4
    assert last_value(curve(0.5, None)) is None


@pytest.mark.parametrize(
    ("text", "is_finite"),
    [("NaN", False), ("inf", False), ("-Infinity", False), ("", True), ("0.5", True), ("x", True)],
)
def test_what_is_written_as_no_number_is_told_from_what_is_missing(
    text: str, is_finite: bool
) -> None:
    (point,) = parse_curve(HEADER + f"1,1,{text}\n".encode(), ("validation_loss",))
    assert point.is_finite is is_finite


def test_perplexity_is_read_where_it_is_there() -> None:
    document = b"step_number,epoch_number,validation_loss,perplexity\n1,1,0.5,1.65\n2,2,0.4,\n"
    points = parse_curve(document, ("validation_loss",))
    assert [point.perplexity for point in points] == [1.65, None]


def test_the_first_of_the_names_that_is_there_is_the_column() -> None:
    document = b"step_number,actor/pg_loss,val-score/rewards/mean@1\n1,9,0.5\n"
    (point,) = parse_curve(document, COLUMNS[VALIDATION_FILE, Measure.REWARD])
    assert point == CurvePoint(1, None, 0.5)


@pytest.mark.parametrize("technique", Technique)
def test_reinforcement_fine_tuning_alone_is_measured_by_rewards(technique: Technique) -> None:
    rewarded = technique is Technique.REINFORCEMENT_FINE_TUNING
    assert measure_of(technique) is (Measure.REWARD if rewarded else Measure.LOSS)


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ([], None),
        (["a/metrics.csv", "a/validation_metrics.csv.gz"], None),
        (["a/my_validation_metrics.csv"], None),
        (["validation_metrics.csv"], "validation_metrics.csv"),
        (
            ["a/b/c/validation_metrics.csv", "a/b/validation_metrics.csv"],
            "a/b/validation_metrics.csv",
        ),
        (["b/validation_metrics.csv", "a/validation_metrics.csv"], "a/validation_metrics.csv"),
    ],
)
def test_a_metric_file_is_found_by_its_whole_basename(keys: list[str], found: str | None) -> None:
    assert find_metric_file(keys, "validation_metrics.csv") == found
