"""Cleans the lines of a text and joins them to paragraphs."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST_PARAGRAPH = 65_536  # characters; a longer one ends at the next line

# Control characters but tab; byte-order marks, zero-width spaces and soft hyphens. The joiners
# U+200C and U+200D stay: they carry meaning in many scripts.
_INVISIBLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff]")
_SPECIAL_SPACES = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACES = re.compile(f"[ {_SPECIAL_SPACES}]{{2,}}|[{_SPECIAL_SPACES}]")
_LINE_BREAKS = re.compile("[\u0085\u2028\u2029\x0b\x0c]")


def paragraphs_of(lines: Iterable[str]) -> Iterator[str]:
    """NFC, without what cannot be seen; never empty. Lines of a paragraph keep their breaks."""
    gathered: list[str] = []
    size = 0
    for line in lines:
        for part in _LINE_BREAKS.split(line):
            cleaned = clean_line(part)
            if cleaned:
                gathered.append(cleaned)
                size += len(cleaned)
            if gathered and (not cleaned or size > LONGEST_PARAGRAPH):
                yield "\n".join(gathered)
                gathered, size = [], 0
    if gathered:
        yield "\n".join(gathered)


def clean_line(line: str) -> str:
    """Indentation stays, as spaces of the same number: it means something in code and lists."""
    plain = unicodedata.normalize("NFC", _INVISIBLE.sub("", line)).rstrip()
    text = plain.lstrip()
    indent = plain[: len(plain) - len(text)].expandtabs(4)
    return " " * len(indent) + _SPACES.sub(" ", text)
