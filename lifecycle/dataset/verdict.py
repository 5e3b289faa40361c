"""Judges a dataset by what was read of its files."""

from collections.abc import Iterator, Mapping

import msgspec

from lifecycle.dataset.comparison import TRAINING, Comparison, compare
from lifecycle.dataset.distribution import Distribution, bars, distribution
from lifecycle.dataset.findings import Finding, Severity, errors
from lifecycle.dataset.outcome import Duplicates, Example, FileStats, Leakage, Preflight
from lifecycle.dataset.quality.judgement import quality_findings, quality_tallies
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan, Sizes
from lifecycle.dataset.set_rules import comparison_findings, set_findings
from lifecycle.dataset.similar_records import SimilarRecords

Scans = Mapping[str, Scan]  # by split


def judge(
    scans: Scans,
    rules: DatasetRules,
    *,
    strict: bool,
    similar: SimilarRecords | None = None,
) -> Preflight:
    """`similar` records are in training. A split comes later: it takes no more from training than
    that can spare, and so changes no finding."""
    compared = compare({split: scan.fingerprints for split, scan in scans.items()})
    records = _records(scans)
    findings = tuple(_findings(scans, records, compared, rules))
    if similar and similar.count:
        findings += (similar.problem().at(scans[TRAINING].file, similar.examples[0][0]),)
    if strict:
        findings = tuple(map(_as_error, findings))
    return Preflight(
        verdict="reject" if errors(findings) else "accept",
        records=records,
        findings=findings,
        stats={split: _stats(scan) for split, scan in scans.items()},
        duplicates=Duplicates(
            compared.exact,
            _normalized(scans, compared.exact),
            similar.count if similar else None,
        ),
        conflicts=compared.conflicts,
        leakage=Leakage(compared.leakage.get("validation", 0), compared.leakage.get("test", 0)),
        tokens=_tokens(scans, rules),
        examples=(*_examples(compared, scans), *_near_examples(similar, scans)),
    )


def _records(scans: Scans) -> dict[str, int]:
    return {
        split: scans[split].records if split in scans else 0
        for split in ("training", "validation", "test")
    }


def _findings(
    scans: Scans, records: Mapping[str, int], compared: Comparison, rules: DatasetRules
) -> Iterator[Finding]:
    """What concerns whole files first: it explains the rest."""
    yield from set_findings(scans, records, rules)
    yield from comparison_findings(compared, scans)
    for scan in scans.values():
        yield from scan.log.findings()
        if scan.inspection:
            yield from quality_findings(scan.inspection, scan.file)


def _as_error(finding: Finding) -> Finding:
    if finding.severity is not Severity.WARNING:
        return finding
    return msgspec.structs.replace(finding, severity=Severity.ERROR)


def _stats(scan: Scan) -> FileStats:
    return FileStats(
        bytes=scan.bytes,
        lines=scan.lines,
        sha256=scan.sha256,
        characters=_distribution(scan.characters),
        answer_characters=_distribution(scan.answer_characters),
        lengths=bars(scan.characters.by_step()),
        features={part: count for part, count in sorted(scan.features.items()) if count},
        tallies=quality_tallies(scan.inspection) if scan.inspection else {},
    )


def _distribution(sizes: Sizes) -> Distribution:
    return distribution(sizes.by_step(), sizes.total, sizes.largest)


def _tokens(scans: Scans, rules: DatasetRules) -> dict[str, Distribution | int]:
    found: dict[str, Distribution | int] = {
        split: _distribution(scan.sizes).divided(rules.characters_per_token)
        for split, scan in scans.items()
    }
    return found | {"over_limit": sum(scan.over_limit for scan in scans.values())}


def _normalized(scans: Scans, exact: int) -> int | None:
    """Records that are equal to an earlier one once normalized, but not exactly."""
    normalized = [scan.normalized for scan in scans.values() if scan.is_read]
    if None in normalized:
        return None
    repeated = sum(
        len(hashes) - len(set(hashes))
        for partitions in normalized
        if partitions is not None
        for hashes in partitions
    )
    return repeated - exact


def _examples(compared: Comparison, scans: Scans) -> Iterator[Example]:
    for kind, pairs in compared.pairs.items():
        for pair in pairs:
            file, earlier = scans[pair.file].file, scans[pair.earlier_file].file
            yield Example(kind, file, pair.line, earlier, pair.earlier_line)


def _near_examples(similar: SimilarRecords | None, scans: Scans) -> Iterator[Example]:
    file = scans[TRAINING].file
    for line, earlier in similar.examples if similar else ():
        yield Example("near", file, line, file, earlier)
