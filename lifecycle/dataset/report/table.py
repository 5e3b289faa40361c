"""Tables of the preflight report."""

from collections.abc import Iterable
from html import escape


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Cells are HTML already. A heading that starts with # stands over numbers."""
    names = tuple(headings)
    classes = [' class="number"' if name.startswith("#") else "" for name in names]
    head = _row("th", [escape(name.removeprefix("#")) for name in names], classes)
    body = "\n".join(_row("td", row, classes) for row in rows)
    return f"<table>\n<thead>{head}</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _row(tag: str, cells: Iterable[str], classes: Iterable[str]) -> str:
    filled = (f"<{tag}{k}>{cell}</{tag}>" for cell, k in zip(cells, classes, strict=True))
    return f"<tr>{''.join(filled)}</tr>"
