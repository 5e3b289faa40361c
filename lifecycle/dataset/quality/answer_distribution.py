"""How the answers of a dataset are distributed: one that dominates, some that are far too long."""

import heapq
from typing import Self

import xxhash
from msgspec import Struct, field

DOMINANT_SHARE = 0.8
JUDGED_MIN = 20  # records below which nothing is unusual
LONG_TIMES_MEDIAN = 20
LONG_MIN = 2_000  # characters
LONGEST_KEPT = 20
COMPARED_MAX = 4_096

_HASH_BITS = 64
_STEPS_PER_OCTAVE = 4


class AnswerDistribution(Struct):
    """Bounded in memory, and equal whatever the order of the records.

    `answers` has the hash of the answer by that of the record, for the records whose hash has at
    least `skipped_bits` leading zeros: a sample once there are more than COMPARED_MAX of them.
    `longest` is a heap of (characters, minus the line).
    """

    lengths: dict[int, int] = field(default_factory=dict)
    longest: list[tuple[int, int]] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    skipped_bits: int = 0

    def see(self, line: int, record_hash: int, answer: str) -> None:
        step = _step(len(answer))
        self.lengths[step] = self.lengths.get(step, 0) + 1
        self._keep_longest(len(answer), line)
        answer_hash = xxhash.xxh3_64_intdigest(answer.encode("utf-8", "replace"))
        self._compare(record_hash, answer_hash)

    def merge(self, later: Self, lines_before: int) -> None:
        for step, count in later.lengths.items():
            self.lengths[step] = self.lengths.get(step, 0) + count
        for characters, minus_line in later.longest:
            self._keep_longest(characters, lines_before - minus_line)
        self.answers |= later.answers
        self._skip(max(self.skipped_bits, later.skipped_bits))
        self._thin_out()

    def dominant_share(self) -> float:
        """Of the distinct records, those that give the most frequent answer."""
        if len(self.answers) < JUDGED_MIN:
            return 0.0
        counts: dict[int, int] = {}
        for answer in self.answers.values():
            counts[answer] = counts.get(answer, 0) + 1
        return max(counts.values()) / len(self.answers)

    def long_answers(self) -> tuple[int, list[int]]:
        """About how many there are, and the lines of the longest of them."""
        if sum(self.lengths.values()) < JUDGED_MIN:
            return 0, []
        limit = max(LONG_MIN, LONG_TIMES_MEDIAN * self._median())
        lines = sorted(-minus_line for characters, minus_line in self.longest if characters > limit)
        count = sum(count for step, count in self.lengths.items() if step > _step(limit))
        return max(count, len(lines)), lines

    def _median(self) -> int:
        """The upper end of the step in which it lies."""
        middle = sum(self.lengths.values()) / 2
        seen = 0
        for step in sorted(self.lengths):
            seen += self.lengths[step]
            if seen >= middle:
                return _upper_end(step)
        return 0

    def _keep_longest(self, characters: int, line: int) -> None:
        heapq.heappush(self.longest, (characters, -line))
        if len(self.longest) > LONGEST_KEPT:
            heapq.heappop(self.longest)

    def _compare(self, record: int, answer: int) -> None:
        if not record >> (_HASH_BITS - self.skipped_bits):
            self.answers[record] = answer
            self._thin_out()

    def _thin_out(self) -> None:
        while len(self.answers) > COMPARED_MAX:
            self._skip(self.skipped_bits + 1)

    def _skip(self, bits: int) -> None:
        self.skipped_bits, shift = bits, _HASH_BITS - bits
        self.answers = {
            record: answer for record, answer in self.answers.items() if not record >> shift
        }


def _step(characters: int) -> int:
    """Quarters of an octave: 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, ..."""
    octave = max(characters.bit_length() - 3, 0)
    return octave * _STEPS_PER_OCTAVE + (characters >> octave)


def _upper_end(step: int) -> int:
    octave = max(step // _STEPS_PER_OCTAVE - 1, 0)
    return ((step - octave * _STEPS_PER_OCTAVE + 1) << octave) - 1
