"""Shows which records repeat, contradict or leak into one another, by file and line."""

from html import escape

from lifecycle.dataset.outcome import Example, Preflight

SHOWN_PER_KIND = 10
_TITLES = {
    "conflict": "Conflicting answers: the same prompt, answered differently",
    "leakage": "Leakage: the prompt is in the training data too",
    "duplicate": "Duplicates: the same record again",
    "near": "Near duplicates: most of the text is the same",
}


def examples_section(preflight: Preflight) -> str:
    """The worst kinds first; kinds without an example are left out."""
    known = [*_TITLES, *sorted({example.kind for example in preflight.examples} - {*_TITLES})]
    by_kind = {kind: [e for e in preflight.examples if e.kind == kind] for kind in known}
    return "\n".join(_section(kind, examples) for kind, examples in by_kind.items() if examples)


def _section(kind: str, examples: list[Example]) -> str:
    title = escape(_TITLES.get(kind, kind))
    items = "".join(f"<li>{_pair(example)}</li>" for example in examples[:SHOWN_PER_KIND])
    return f'<h2>{title}</h2><ul class="pairs">{items}</ul>'


def _pair(example: Example) -> str:
    later, earlier = f"line {example.line:,}", f"line {example.earlier_line:,}"
    if example.file == example.earlier_file:
        return f"<code>{escape(example.file)}</code>: {later}, as {earlier}"
    return (
        f"<code>{escape(example.file)}</code>: {later}, "
        f"as <code>{escape(example.earlier_file)}</code>: {earlier}"
    )
