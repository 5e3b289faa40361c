"""What is wrong with the files of a dataset as a set: counts, sizes, uniformity, repetition."""

from collections.abc import Iterator, Mapping

from lifecycle.dataset.comparison import TRAINING, Comparison
from lifecycle.dataset.findings import Finding, Severity
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.summary import counted

VALIDATION = "validation"
OUR_ADVICE = "Tailor: good practice, no rule of the service"


def set_findings(
    scans: Mapping[str, Scan], records: Mapping[str, int], rules: DatasetRules
) -> Iterator[Finding]:
    """`records` are counted by split."""
    if all(scan.is_read for scan in scans.values()):
        yield from _count_findings(scans, records, rules)
    for split, scan in scans.items():
        limit = rules.max_validation_file_bytes if split == VALIDATION else rules.max_file_bytes
        if limit and scan.bytes > limit:
            yield _too_large(scan.bytes, limit, rules).at(scan.file, 0)
        yield from _mixture(scan, rules)


def _count_findings(
    scans: Mapping[str, Scan], records: Mapping[str, int], rules: DatasetRules
) -> Iterator[Finding]:
    training, validation = records[TRAINING], records[VALIDATION]
    file = scans[TRAINING].file
    for scan in scans.values():
        if not scan.records:
            yield _no_records(rules).at(scan.file, 0)
    if 0 < training < rules.min_records:
        yield _too_few(training, rules.min_records, rules).at(file, 0)
    if training + validation > rules.max_records:
        yield _too_many(training + validation, rules.max_records, rules).at(file, 0)
    if VALIDATION in scans:
        yield from _validation_findings(scans[VALIDATION], rules)


def _validation_findings(scan: Scan, rules: DatasetRules) -> Iterator[Finding]:
    if not rules.validation:
        yield _no_validation(rules).at(scan.file, 0)
    if 0 < scan.records < rules.min_validation_records:
        yield _too_few(scan.records, rules.min_validation_records, rules).at(scan.file, 0)
    if rules.max_validation_records and scan.records > rules.max_validation_records:
        yield _too_many(scan.records, rules.max_validation_records, rules).at(scan.file, 0)


def comparison_findings(found: Comparison, scans: Mapping[str, Scan]) -> Iterator[Finding]:
    """One for each kind; its line is that of the first example."""
    repeated = {
        "duplicate": (found.exact, "exact-duplicates", Severity.HINT),
        "conflict": (found.conflicts, "conflicting-answers", Severity.WARNING),
        "leakage": (sum(found.leakage.values()), "leakage", Severity.WARNING),
    }
    for kind, (count, code, severity) in repeated.items():
        if count:
            first, (what, noun) = found.pairs[kind][0], _COUNTED[kind]
            problem = Problem(
                code=code,
                message=f"{what}: {counted(count, noun)}",
                fix=_FIXES[kind],
                source=OUR_ADVICE,
                severity=severity,
            )
            yield problem.at(scans[first.file].file, first.line)


_COUNTED = {
    "duplicate": ("equal to an earlier one", "record"),
    "conflict": ("with different answers", "prompt"),
    "leakage": ("with a prompt that training has, too", "record"),
}
_FIXES = {
    "duplicate": "run tailor validate … --fix DIR: it keeps one of each",
    "conflict": "decide for one answer, or say in the prompt what makes the difference",
    "leakage": "take them out: what was trained on proves nothing",
}


def _mixture(scan: Scan, rules: DatasetRules) -> Iterator[Finding]:
    """Images beside videos stop the job; Forge wants every optional part in all records or none."""
    if scan.features["image"] and scan.features["video"]:
        yield Problem(
            code="mixed-media",
            message=f"{scan.features['image']:,} records have images, "
            f"{scan.features['video']:,} have videos",
            fix="train on one kind of media",
            source=rules.source,
        ).at(scan.file, 0)
    for part, count in sorted(scan.features.items()) if rules.uniform else ():
        if 0 < count < scan.sound:
            yield _not_uniform(part, count, scan.sound).at(scan.file, 0)


def _not_uniform(part: str, count: int, records: int) -> Problem:
    return Problem(
        code="not-uniform",
        message=f"{count:,} of {records:,} records have {part}",
        fix="have it in all records or in none",
        source="Forge",
        severity=Severity.WARNING,
    )


def _no_records(rules: DatasetRules) -> Problem:
    return Problem(
        code="no-records",
        message="the file has no record",
        fix="write records into it, or leave it out",
        source=rules.source,
    )


def _too_few(records: int, least: int, rules: DatasetRules) -> Problem:
    return Problem(
        code="too-few-records",
        message=f"{counted(records, 'record')}, the model needs at least {least:,}",
        fix=f"add {counted(least - records, 'record')}",
        source=rules.source,
    )


def _too_many(records: int, most: int, rules: DatasetRules) -> Problem:
    return Problem(
        code="too-many-records",
        message=f"{records:,} records, allowed are {most:,}",
        fix="drop records, or raise the quota and the catalogue's limit",
        source=rules.source,
    )


def _no_validation(rules: DatasetRules) -> Problem:
    return Problem(
        code="validation-not-allowed",
        message="this model is trained without a validation set",
        fix="leave the file out, or keep it as the test set",
        source=rules.source,
    )


def _too_large(size: int, limit: int, rules: DatasetRules) -> Problem:
    return Problem(
        code="file-too-large",
        message=f"{size:,} bytes, allowed are {limit:,}",
        fix="drop records, or split the file into two jobs",
        source=rules.source,
    )
