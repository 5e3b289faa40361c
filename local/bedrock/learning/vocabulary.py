"""Answers as sequences of tokens: whole words where the model knows them, else letter by letter."""

import re
import string
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

START, END, UNKNOWN = 0, 1, 2
SPECIAL = ("", "", "\N{REPLACEMENT CHARACTER}")
LETTERS = tuple(string.printable)
LIMIT = 4_000
"""Most tokens a vocabulary holds, so that a model stays a few megabytes."""

_TOKEN = re.compile(r" ?[^\W\d_]+| ?\d| ?[^\w\s]|\s+|_")


def tokens(text: str) -> list[str]:
    """The words, digits, marks and gaps of a text; joined they are the text again."""
    return _TOKEN.findall(text)


class Vocabulary:
    def __init__(self, entries: tuple[str, ...] = SPECIAL + LETTERS) -> None:
        self.entries = entries

    def __len__(self) -> int:
        return len(self.entries)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {entry: number for number, entry in enumerate(self.entries) if number > UNKNOWN}

    def extended(self, texts: Iterable[str]) -> "Vocabulary":
        """The same tokens under the same numbers, then the most frequent new ones."""
        counts = Counter(token for text in texts for token in tokens(text))
        new = [token for token, _ in counts.most_common() if token not in self._index]
        return Vocabulary(self.entries + tuple(new[: max(0, LIMIT - len(self))]))

    def encode(self, text: str) -> list[int]:
        return [number for token in tokens(text) for number in self._numbers(token)]

    def decode(self, numbers: Iterable[int]) -> str:
        return "".join(self.entries[number] for number in numbers)

    def _numbers(self, token: str) -> list[int]:
        if token in self._index:
            return [self._index[token]]
        return [self._index.get(letter, UNKNOWN) for letter in token]
