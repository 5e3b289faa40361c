"""Findings: places, and folding of the many into few."""

import pytest

from lifecycle.dataset.findings import SHOWN_PER_CODE, Finding, FindingLog, Severity, errors


def finding(line: int, code: str = "turns", file: str = "train.jsonl") -> Finding:
    return Finding(code, Severity.ERROR, file, line, "$.messages", "the turns are none", "fix")


def logged(*findings: Finding) -> tuple[Finding, ...]:
    log = FindingLog()
    for one in findings:
        log.add(one)
    return log.findings()


@pytest.mark.parametrize("count", [1, SHOWN_PER_CODE])
def test_few_findings_are_all_shown(count: int) -> None:
    found = logged(*map(finding, range(1, count + 1)))
    assert [one.line for one in found] == list(range(1, count + 1))
    assert {one.count for one in found} == {1}


def test_the_last_shown_finding_counts_the_folded_ones() -> None:
    found = logged(*map(finding, range(1, 101)))
    assert len(found) == SHOWN_PER_CODE
    assert [one.count for one in found] == [1] * (SHOWN_PER_CODE - 1) + [81]
    assert sum(one.count for one in found) == 100


def test_codes_and_files_are_folded_each_on_their_own() -> None:
    many = [finding(n, code, file) for n in range(30) for code in "ab" for file in "xy"]
    found = logged(*many)
    assert len(found) == 4 * SHOWN_PER_CODE
    assert sum(one.count for one in found) == 120


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (finding(3), "error turns train.jsonl:3 $.messages: the turns are none"),
        (finding(0), "error turns train.jsonl $.messages: the turns are none"),
    ],
)
def test_a_finding_reads_as_severity_code_place_and_message(one: Finding, text: str) -> None:
    assert str(one) == text


def test_a_folded_finding_reads_with_its_count() -> None:
    found = logged(*map(finding, range(1, 101)))
    assert str(found[-1]).endswith("(81 times)")


def test_one_folded_finding_is_told_as_two_times() -> None:
    found = logged(*map(finding, range(1, SHOWN_PER_CODE + 2)))
    assert str(found[-1]).endswith("(2 times)")


def test_only_errors_are_errors() -> None:
    found = [
        Finding("c", severity, "f", 1, "", "m", "x")
        for severity in (Severity.HINT, Severity.ERROR, Severity.WARNING)
    ]
    assert [one.severity for one in errors(found)] == [Severity.ERROR]
