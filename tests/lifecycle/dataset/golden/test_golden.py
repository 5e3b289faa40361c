"""Every rule of every model family, by what just passes it and what just fails it."""

from pathlib import Path
from typing import Any

import pytest

from lifecycle.dataset.findings import Finding, Severity
from lifecycle.dataset.preflight import Options, Preflight, Sources, preflight
from lifecycle.dataset.rules import all_rules
from tests.lifecycle.dataset.golden.corpus import Case, Family, as_line, families

CASES = [
    pytest.param(family, case, id=f"{family} {case.code} {number}")
    for family in families()
    for number, case in enumerate(family.all_cases)
]


def check(folder: Path, family: Family, quality: bool = False, **lines: list[str]) -> Preflight:
    sources: dict[str, Any] = {}
    for split, content in lines.items():
        sources[split] = folder / f"{split}.jsonl"
        sources[split].write_text("".join(f"{line}\n" for line in content), "utf-8")
    return preflight(Sources(**sources), family.rules, Options(quality=quality))


def check_case(folder: Path, family: Family, record: Any, quality: bool) -> tuple[Preflight, int]:
    """The record after as many sound ones as make the file large enough, and its line."""
    lines = [*family.sound_lines(family.fewest), as_line(record)]
    return check(folder, family, quality, training=lines), len(lines)


def of_code(found: Preflight, code: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == code]


@pytest.mark.parametrize(("family", "case"), CASES)
def test_what_just_passes_a_rule_is_accepted(tmp_path: Path, family: Family, case: Case) -> None:
    found, line = check_case(tmp_path, family, case.passes, case.quality)
    assert found.verdict == "accept", found.findings
    assert [f for f in of_code(found, case.code) if f.line == line] == []


@pytest.mark.parametrize(("family", "case"), CASES)
def test_what_just_fails_a_rule_is_found_at_its_place(
    tmp_path: Path, family: Family, case: Case
) -> None:
    found, line = check_case(tmp_path, family, case.fails, case.quality)
    places = [(f.line, f.path, f.severity) for f in of_code(found, case.code)]
    assert (line, case.at, case.severity) in places, found.findings
    rejected = case.severity is Severity.ERROR
    assert found.verdict == ("reject" if rejected else "accept"), found.findings


@pytest.mark.parametrize("family", families(), ids=str)
def test_the_fewest_records_pass_and_one_less_does_not(tmp_path: Path, family: Family) -> None:
    lines = family.sound_lines(family.fewest)
    assert check(tmp_path, family, training=lines).verdict == "accept"
    fewer = check(tmp_path, family, training=lines[:-1])
    assert fewer.verdict == "reject"
    assert of_code(fewer, "too-few-records") or of_code(fewer, "no-records")


@pytest.mark.parametrize("family", families(), ids=str)
def test_the_most_records_pass_and_one_more_does_not(tmp_path: Path, family: Family) -> None:
    lines = family.sound_lines(family.most + 1)
    assert check(tmp_path, family, training=lines[:-1]).verdict == "accept"
    more = check(tmp_path, family, training=lines)
    assert more.verdict == "reject"
    assert of_code(more, "too-many-records")


@pytest.mark.parametrize(
    "family", [f for f in families() if f.validation and f.most <= 20_000], ids=str
)
def test_training_and_validation_share_one_limit(tmp_path: Path, family: Family) -> None:
    lines = family.sound_lines(family.most + 1)
    apart = family.most - max(family.fewest_validation, 1)
    accepted = check(tmp_path, family, training=lines[:apart], validation=lines[apart:-1])
    assert accepted.verdict == "accept", accepted.findings
    rejected = check(tmp_path, family, training=lines[:apart], validation=lines[apart:])
    assert of_code(rejected, "too-many-records")


@pytest.mark.parametrize("family", [f for f in families() if not f.validation], ids=str)
def test_a_model_without_validation_refuses_a_validation_file(
    tmp_path: Path, family: Family
) -> None:
    lines = family.sound_lines(family.fewest + 1)
    rejected = check(tmp_path, family, training=lines[:-1], validation=lines[-1:])
    assert rejected.verdict == "reject"
    assert of_code(rejected, "validation-not-allowed")


@pytest.mark.parametrize("family", [f for f in families() if f.most_validation], ids=str)
def test_the_bounds_of_the_validation_set_are_kept(tmp_path: Path, family: Family) -> None:
    lines = family.sound_lines(family.fewest + family.most_validation + 1)
    training, rest = lines[: family.fewest], lines[family.fewest :]
    assert check(tmp_path, family, training=training, validation=rest[:-1]).verdict == "accept"
    more = check(tmp_path, family, training=training, validation=rest)
    assert of_code(more, "too-many-records"), more.findings
    if family.fewest_validation:
        fewer = check(
            tmp_path, family, training=training, validation=rest[: family.fewest_validation - 1]
        )
        assert of_code(fewer, "too-few-records"), fewer.findings


def test_every_model_family_and_technique_has_its_golden_file() -> None:
    covered = [family.rules for family in families()]
    assert [rules.models for rules in all_rules() if rules not in covered] == []
    assert len(covered) == len(all_rules())
