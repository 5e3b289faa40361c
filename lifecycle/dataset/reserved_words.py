"""Finds the words that the service keeps for itself, where it would take them for its own."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import ReservedWords

_STARTS = {
    "turn": r"(?:^|\n)[ \t]*",
    "line": r"\n",
    # Not at the end of another word: there is no "User:" in "superUser:".
    "anywhere": r"(?<!\w)",
}


class WordSearch:
    def __init__(self, lists: Iterable[ReservedWords]) -> None:
        self._lists = [(words, _pattern(words)) for words in lists]
        words = {word.encode() for listed, _ in self._lists for word in listed.words}
        self._quick = tuple(_quick(words))

    def suspicious(self, text: bytes) -> bool:
        """Quickly, whether a text in UTF-8 may hold one of the words, or a NUL character."""
        return b"\0" in text or any(search(text) for search in self._quick)

    def problems(self, path: str, text: str) -> Iterator[Problem]:
        """One is enough: the lists go from the gravest on."""
        if not self.suspicious(text.encode()):
            return
        for words, pattern in self._lists:
            found = pattern.search(text)
            if found:
                yield _problem(words, found[1], path)
                return


def _pattern(words: ReservedWords) -> re.Pattern[str]:
    return re.compile(f"{_STARTS[words.where]}({'|'.join(map(re.escape, words.words))})")


def _quick(words: set[bytes]) -> Iterator[Callable[[bytes], bool]]:
    """Searches for one byte run at the speed of memchr, those for a word do not."""
    with_colon = tuple(word for word in words if word.endswith(b":"))
    if with_colon:
        yield partial(_any_ends_with_colon, with_colon, {word[-2] for word in with_colon})
    for bracket in {word[:1] for word in words.difference(with_colon)}:
        with_bracket = tuple(word for word in words if word.startswith(bracket))
        yield partial(_any_starts_with, bracket, with_bracket)


def _any_ends_with_colon(words: tuple[bytes, ...], last: set[int], text: bytes) -> bool:
    """`last` has the last letters of the words: most colons stand after another one."""
    place = text.find(b":")
    while place >= 0:
        if text[place - 1] in last and text.endswith(words, 0, place + 1):
            return True
        place = text.find(b":", place + 1)
    return False


def _any_starts_with(bracket: bytes, words: tuple[bytes, ...], text: bytes) -> bool:
    place = text.find(bracket)
    while place >= 0:
        if text.startswith(words, place):
            return True
        place = text.find(bracket, place + 1)
    return False


def _problem(words: ReservedWords, word: str, path: str) -> Problem:
    return Problem(
        code="reserved-word",
        path=path,
        message=f"the service keeps {word} for itself",
        fix="write it differently: without the colon or the brackets",
        source=words.source,
        severity=words.severity,
        found=word,
    )
