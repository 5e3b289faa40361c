"""Writes preflight.html: one page that needs nothing else, verdict first, every text escaped."""

from html import escape
from string import Template

from lifecycle.dataset.distribution import Distribution
from lifecycle.dataset.findings import Severity
from lifecycle.dataset.outcome import FileStats, Preflight
from lifecycle.dataset.report.chart import histogram
from lifecycle.dataset.report.examples import examples_section
from lifecycle.dataset.report.style import STYLE
from lifecycle.dataset.report.table import table
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.summary import FindingKind, counted, fix_first, kinds, total

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Preflight: $verdict</title>
<style>$style</style>
</head>
<body>
$body
</body>
</html>
""")
_VERDICTS = {"accept": "The data can be trained on", "reject": "The data cannot be trained on"}


def report(preflight: Preflight, model: str, rules: DatasetRules) -> str:
    sections = (
        _verdict(preflight, model, rules),
        _figures(preflight),
        _findings(kinds(preflight.findings)),
        examples_section(preflight),
        *(_lengths(split, stats, rules) for split, stats in preflight.stats.items()),
        _tokens(preflight, rules),
        _files(preflight.stats),
        f"<footer>Rules: {escape(rules.source)}. Examples name lines and never quote them."
        "</footer>",
    )
    return _PAGE.substitute(
        verdict=escape(preflight.verdict), style=STYLE, body="\n".join(filter(None, sections))
    )


def _verdict(preflight: Preflight, model: str, rules: DatasetRules) -> str:
    errors, warnings = (total(preflight.findings, s) for s in (Severity.ERROR, Severity.WARNING))
    found = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    heading = _VERDICTS.get(preflight.verdict, preflight.verdict)
    first = fix_first(preflight.findings)
    return (
        f'<header class="verdict {escape(preflight.verdict)}"><h1>{escape(heading)}</h1>'
        f'<p class="dim">{escape(model)}, {escape(rules.technique.value)}: {found}</p>'
        f"<p>{escape(first)}</p></header>"
    )


def _figures(preflight: Preflight) -> str:
    duplicates, leakage = preflight.duplicates, preflight.leakage
    figures = {
        **{f"{split} records": count for split, count in preflight.records.items()},
        "exact duplicates": duplicates.exact,
        "normalized duplicates": duplicates.normalized,
        "near duplicates": duplicates.near,
        "conflicting prompts": preflight.conflicts,
        "leaked into validation": leakage.validation,
        "leaked into test": leakage.test,
    }
    shown = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{_number(value)}</dd></div>"
        for name, value in figures.items()
    )
    return f'<dl class="figures">{shown}</dl>'


def _findings(found: tuple[FindingKind, ...]) -> str:
    if not found:
        return "<h2>Findings</h2><p>None.</p>"
    rows = [
        (
            _mark(kind.earliest.severity, kind.earliest.code),
            f"{escape(kind.earliest.message)}{_source(kind.earliest.source)}",
            f"<code>{escape(kind.earliest.file)}</code><br>{escape(kind.places)}"
            f"{_path(kind.earliest.path)}",
            escape(kind.earliest.fix),
            f"{kind.count:,}",
        )
        for kind in found
    ]
    headings = ("Code", "What is wrong", "Where", "How to repair it", "#Count")
    return f"<h2>Findings, in the order in which to repair them</h2>{table(headings, rows)}"


def _lengths(split: str, stats: FileStats, rules: DatasetRules) -> str:
    limit = round(rules.max_tokens * rules.characters_per_token)
    drawn = histogram(stats.lengths, "characters", limit)
    if not drawn:
        return ""
    return f"<h2>Length of the {escape(split)} records, in characters</h2><figure>{drawn}</figure>"


def _tokens(preflight: Preflight, rules: DatasetRules) -> str:
    rows = [
        (escape(split), *(f"{value:,}" for value in (of.p50, of.p95, of.max, of.total)))
        for split, of in preflight.tokens.items()
        if isinstance(of, Distribution)
    ]
    if not rows:
        return ""
    limit = f" The limit is {rules.max_tokens:,} for each record." if rules.max_tokens else ""
    return (
        "<h2>Tokens, estimated from the characters</h2>"
        f"{table(('File', '#Median', '#95 %', '#Longest', '#Total'), rows)}"
        f'<p class="dim">{counted(_over_limit(preflight), "record")} over the limit.{limit}</p>'
    )


def _over_limit(preflight: Preflight) -> int:
    found = preflight.tokens.get("over_limit", 0)
    return found if isinstance(found, int) else 0


def _files(stats: dict[str, FileStats]) -> str:
    rows = [
        (
            escape(split),
            f"{of.bytes:,}",
            f"{of.lines:,}",
            escape(_counts(of.features | of.tallies)),
            f'<code class="digest">{of.sha256 or "–"}</code>',
        )
        for split, of in stats.items()
    ]
    headings = ("File", "#Bytes", "#Lines", "What its records have", "SHA-256")
    return f"<h2>Files</h2>{table(headings, rows)}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())) or "–"


def _mark(severity: Severity, code: str) -> str:
    return f'<span class="mark {severity.value}">{severity.value}</span><br>{escape(code)}'


def _source(source: str) -> str:
    return f'<br><span class="dim">{escape(source)}</span>' if source else ""


def _path(path: str) -> str:
    return f"<br><code>{escape(path)}</code>" if path else ""


def _number(value: int | None) -> str:
    return '<span class="dim" title="not looked for">–</span>' if value is None else f"{value:,}"
