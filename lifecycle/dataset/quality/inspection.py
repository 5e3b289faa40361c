"""Reads the records of one file closely and says what about them deserves a second look."""

from typing import Self

import xxhash
from msgspec import Struct, field

from lifecycle.dataset.findings import SHOWN_PER_CODE
from lifecycle.dataset.formats.record import RecordView
from lifecycle.dataset.quality.answer_distribution import AnswerDistribution
from lifecycle.dataset.quality.answers import answer_faults
from lifecycle.dataset.quality.languages import language_of, script_of
from lifecycle.dataset.quality.secrets import sensitive_in


class Places(Struct):
    """How many records something was seen in, and the lines of the first of them."""

    records: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        self.records += 1
        if len(self.lines) < SHOWN_PER_CODE:
            self.lines.append(line)

    def merge(self, later: Self, lines_before: int) -> None:
        self.records += later.records
        room = SHOWN_PER_CODE - len(self.lines)
        self.lines += [line + lines_before for line in later.lines[:room]]


class Inspection(Struct):
    """What was seen in a file, or in a part of it: in one of so many records, by their hash.

    `places` is by kind of secret and fault; `occurrences` counts each kind of secret, `languages`
    and `scripts` count the records looked at.
    """

    one_in: int = 1
    languages_one_in: int = 1
    records: int = 0
    places: dict[str, Places] = field(default_factory=dict)
    occurrences: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    scripts: dict[str, int] = field(default_factory=dict)
    answers: AnswerDistribution = field(default_factory=AnswerDistribution)

    def see(self, view: RecordView) -> None:
        whole = "\n".join((view.system, *view.prompts, view.answer))
        record_hash = xxhash.xxh3_64_intdigest(whole.encode("utf-8", "replace"))
        self.records += 1
        for kind, count in sensitive_in(whole).items():
            self._place(kind, view.line)
            _count(self.occurrences, kind, count)
        if view.answer and view.prompts:
            self._see_answer(view, record_hash)
        if record_hash % self.languages_one_in == 0:
            # The answer is what the model will learn to write; without one, the prompt must do.
            text = view.answer or "\n".join(view.prompts)
            _count(self.languages, language_of(text))
            _count(self.scripts, script_of(text))

    def merge(self, later: Self, lines_before: int) -> None:
        """`later` was counted from line 1 of its own part, which follows `lines_before` lines."""
        self.records += later.records
        for kind, places in later.places.items():
            self.places.setdefault(kind, Places()).merge(places, lines_before)
        for mine, theirs in (
            (self.occurrences, later.occurrences),
            (self.languages, later.languages),
            (self.scripts, later.scripts),
        ):
            for key, count in theirs.items():
                _count(mine, key, count)
        self.answers.merge(later.answers, lines_before)

    def _see_answer(self, view: RecordView, record_hash: int) -> None:
        for fault in answer_faults(view.system, view.prompts[-1], view.answer):
            self._place(fault, view.line)
        self.answers.see(view.line, record_hash, view.answer)

    def _place(self, kind: str, line: int) -> None:
        self.places.setdefault(kind, Places()).add(line)


def _count(counts: dict[str, int], key: str, by: int = 1) -> None:
    counts[key] = counts.get(key, 0) + by
