"""What to repair first, in one sentence."""

from lifecycle.dataset.findings import Finding, Severity
from lifecycle.dataset.summary import fix_first, kinds


def finding(code: str, line: int, severity: Severity = Severity.ERROR, count: int = 1) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        file="train.jsonl",
        line=line,
        path="",
        message=f"it has {code}",
        fix=f"undo {code}",
        count=count,
    )


def test_errors_come_before_warnings_and_the_whole_file_before_its_lines() -> None:
    found = [
        finding("many-warnings", 1, Severity.WARNING, count=900),
        finding("few", 2),
        finding("many", 3, count=40),
        finding("whole", 0),
        finding("hint", 0, Severity.HINT),
    ]
    ordered = [kind.earliest.code for kind in kinds(found)]
    assert ordered == ["whole", "many", "few", "many-warnings", "hint"]


def test_the_first_repair_is_named_with_its_places_its_remedy_and_its_share() -> None:
    found = [*(finding("turns", line) for line in (3, 5, 8)), finding("turns", 9, count=31)]
    sentence = fix_first([*found, finding("json", 4)])
    assert sentence == (
        "Fix first: train.jsonl, lines 3, 5, 8 and 31 more: it has turns; undo turns"
        " (turns, 34 of 35 errors)."
    )


def test_a_single_place_is_said_to_be_the_only_error() -> None:
    assert "train.jsonl, line 7: it has json" in fix_first([finding("json", 7)])
    assert "the only error" in fix_first([finding("json", 7)])


def test_warnings_alone_leave_nothing_to_repair_first() -> None:
    assert fix_first([finding("note", 1, Severity.WARNING)]) == ""


def test_findings_of_one_line_and_code_name_the_line_once() -> None:
    (kind,) = kinds([finding("empty-text", 2), finding("empty-text", 2)])
    assert (kind.lines, kind.count) == ((2,), 2)
