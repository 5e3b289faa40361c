"""Packs paragraphs into chunks that a model can read at once."""

import re
from collections.abc import Iterable, Iterator

_BETWEEN = "\n\n"
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+|[。！？][」』”’）]*\s*|\n")
_WORD_END = re.compile(r"\s+")


def chunks_of(paragraphs: Iterable[str], max_bytes: int) -> Iterator[str]:
    """Of at most `max_bytes` of UTF-8. Borders are those of paragraphs; within a longer paragraph
    those of sentences, then of words, and only then of characters."""
    packed: list[str] = []
    size = 0
    for paragraph in paragraphs:
        for piece in _pieces(paragraph, max_bytes):
            added = len(piece.encode()) + len(_BETWEEN)
            if packed and size + added > max_bytes:
                yield _BETWEEN.join(packed)
                packed, size = [], 0
            packed.append(piece)
            size += added
    if packed:
        yield _BETWEEN.join(packed)


def _pieces(paragraph: str, max_bytes: int) -> Iterator[str]:
    encoded = paragraph.encode()
    while len(encoded) > max_bytes:
        head = encoded[:max_bytes].decode(errors="ignore")
        cut = _last_end(_SENTENCE_END, head) or _last_end(_WORD_END, head) or len(head)
        if piece := head[:cut].strip():
            yield piece
        encoded = encoded[len(head[:cut].encode()) :]
    if piece := encoded.decode().strip():
        yield piece


def _last_end(border: re.Pattern[str], text: str) -> int:
    """Where the last border ends; 0 where there is none."""
    return max((found.end() for found in border.finditer(text)), default=0)
