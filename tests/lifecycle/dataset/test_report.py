"""preflight.html: verdict first, nothing from elsewhere, and no text that could run."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from lifecycle.dataset.findings import Finding, Severity
from lifecycle.dataset.preflight import (
    Bar,
    Distribution,
    Duplicates,
    Example,
    FileStats,
    Leakage,
    Preflight,
)
from lifecycle.dataset.report import report
from lifecycle.dataset.report.chart import histogram, in_short
from lifecycle.dataset.rules import DatasetRules
from lifecycle.request import Technique

SIZES = Distribution(total=4_000, p50=400, p95=900, max=1_234)
BARS = (Bar(0, 99, 0), Bar(100, 199, 7), Bar(200, 299, 0), Bar(300, 399, 2), Bar(400, 499, 0))


def rules(source: str = "the guide", max_tokens: int = 0) -> DatasetRules:
    return DatasetRules(
        models=("m",),
        technique=Technique.FINE_TUNING,
        format="converse",
        source=source,
        read_on=date(2026, 11, 20),
        max_records=10,
        max_tokens=max_tokens,
    )


def preflight(verdict: str = "reject", text: str = "train.jsonl") -> Preflight:
    stats = FileStats(
        bytes=12_345,
        lines=9,
        sha256="ab" * 32,
        characters=SIZES,
        answer_characters=SIZES,
        lengths=BARS,
        features={text: 3},
        tallies={},
    )
    finding = Finding(text, Severity.ERROR, text, 5, text, text, text, text, text, count=4)
    return Preflight(
        verdict=verdict,
        records={"training": 9, "validation": 0, "test": 0},
        findings=(finding,) if verdict == "reject" else (),
        stats={"training": stats},
        duplicates=Duplicates(exact=2, normalized=3, near=None),
        conflicts=1,
        leakage=Leakage(validation=0, test=0),
        tokens={"training": SIZES, "over_limit": 0},
        examples=(Example("conflict", text, 8, text, 2), Example(text, text, 9, text, 1)),
    )


class Page(HTMLParser):
    """The tags and the visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(word for word in self.words if word)


def test_the_verdict_stands_above_everything_else() -> None:
    text = Page(report(preflight("reject"), "nova", rules())).text
    assert "cannot be trained on" in text
    assert text.index("cannot be trained on") < text.index("Fix first:") < text.index("Findings")


def test_accepted_data_has_nothing_to_fix() -> None:
    text = Page(report(preflight("accept"), "nova", rules())).text
    assert "The data can be trained on" in text
    assert "Fix first" not in text


def test_text_of_the_dataset_never_becomes_markup() -> None:
    hostile = """</title></style><script>alert(1)</script>"'><img src=x onerror=alert(1)>"""
    page = Page(report(preflight(text=hostile), hostile, rules(source=hostile)))
    harmless = Page(report(preflight(), "nova", rules()))
    assert page.tags == harmless.tags
    assert page.text.count("<script>alert(1)</script>") >= 8


def test_the_page_takes_nothing_from_elsewhere() -> None:
    html = report(preflight(), "nova", rules())
    assert not re.search(r"https?:|src=|href=|url\(|@import", html)


def test_examples_are_named_by_file_and_line() -> None:
    text = Page(report(preflight(), "nova", rules())).text
    assert "Conflicting answers" in text
    assert "train.jsonl : line 8, as line 2" in text


def test_what_nobody_looked_for_is_not_reported_as_none_found() -> None:
    html = report(preflight(), "nova", rules())
    assert '<dt>near duplicates</dt><dd><span class="dim" title="not looked for">–' in html


def test_the_histogram_spans_the_lengths_that_occur_and_counts_them() -> None:
    svg = histogram(BARS, "characters")
    assert svg.count("<rect") == 3
    assert "7 records of 100 to 199 characters" in svg
    assert histogram((), "characters") == histogram((Bar(0, 9, 0),), "characters") == ""


def test_the_limit_is_drawn_where_records_come_near_it() -> None:
    near = report(preflight(), "nova", rules(max_tokens=90))
    far = report(preflight(), "nova", rules(max_tokens=9_000))
    assert "limit 360" in near
    assert 'class="limit"' not in far


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0"), (999, "999"), (1_000, "1k"), (2_048, "2.05k"), (20_000, "20k"), (3e6, "3M")],
)
def test_numbers_on_the_axis_are_short(number: float, shown: str) -> None:
    assert in_short(number) == shown
