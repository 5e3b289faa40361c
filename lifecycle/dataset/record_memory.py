"""Keeps of sound records what the verdict needs: hashes, sizes, and what quality checks saw."""

from collections.abc import Iterable, Sequence
from operator import add, itemgetter, xor
from typing import NamedTuple, Self

from msgspec import Struct
from xxhash import xxh3_64_intdigest as hash_of

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.fingerprints import PARTITION_SHIFT, FingerprintWriter, columns
from lifecycle.dataset.formats.record import BETWEEN, SYSTEM, view
from lifecycle.dataset.normalized import normalized_hash
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.quality.inspection import Inspection
from lifecycle.dataset.quality.sampling import inspected_one_in, languages_one_in
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan

Texts = list[str]  # of a record, the answer last

COUNTED_AT_ONCE = 4_096  # records whose sizes are counted together: that is faster than by block

_FIRST = itemgetter(slice(1))


class Depth(Struct, frozen=True):
    """How closely sound records are read, too: one in so many by its hash, none for 0."""

    inspected_one_in: int = 0
    languages_one_in: int = 1

    @classmethod
    def for_size(cls, landed_bytes: int) -> Self:
        """Of all that landed: its parts are read as closely as the whole."""
        return cls(inspected_one_in(landed_bytes), languages_one_in(landed_bytes))


class Records(NamedTuple):
    """The sound ones of consecutive lines, column by column: each has as many entries."""

    lines: Sequence[int]
    texts: list[Texts]
    prompts: list[str]
    """The texts before the answer, each with BETWEEN after it."""
    answers: list[str]
    encoded_prompts: list[bytes]
    encoded_answers: list[bytes]


def columns_of(texts: Sequence[Texts | None], first: int) -> Records:
    """Of the lines from `first` on: the texts, or None for what is not sound."""
    lines: Sequence[int] = range(first, first + len(texts))
    sound = [one for one in texts if one is not None]
    if len(sound) < len(texts):
        lines = [line for line, one in zip(lines, texts, strict=True) if one is not None]
    prompts = [BETWEEN.join([*one[:-1], ""]) for one in sound]
    answers = [one[-1] for one in sound]
    encoded = [*map(str.encode, prompts)], [*map(str.encode, answers)]
    return Records(lines, sound, prompts, answers, *encoded)


class RecordMemory:
    def __init__(self, rules: DatasetRules, scan: Scan, depth: Depth) -> None:
        self._rules, self._scan = rules, scan
        self._fingerprints = FingerprintWriter(scan.fingerprints)
        self._max_bytes = rules.max_tokens * rules.characters_per_token or float("inf")
        self._characters: list[int] = []
        self._answer_characters: list[int] = []
        self._sizes: list[int] = []
        self._one_in = depth.inspected_one_in
        self._normalized = columns("Q")
        self._inspection = Inspection(
            one_in=depth.inspected_one_in, languages_one_in=depth.languages_one_in
        )
        if self._one_in:
            scan.normalized, scan.inspection = self._normalized, self._inspection

    def remember(self, records: Records) -> None:
        """Of lines that follow all those before."""
        prompt_hashes = [*map(hash_of, records.encoded_prompts)]
        answer_hashes = [*map(hash_of, records.encoded_answers)]
        self._fingerprints.add(prompt_hashes, answer_hashes, records.lines)
        sizes = [*map(add, map(len, records.encoded_prompts), map(len, records.encoded_answers))]
        answer_characters = [*map(len, records.answers)]
        self._sizes += sizes
        self._answer_characters += answer_characters
        self._characters += map(add, map(len, records.prompts), answer_characters)
        if len(self._sizes) >= COUNTED_AT_ONCE:
            self._count_sizes()
        self._scan.features["system"] += [*map(_FIRST, records.prompts)].count(SYSTEM)
        self._note_lengths(sizes, records.lines)
        if self._one_in:
            self._keep_normalized(records)
            self._inspect(records.texts, map(xor, prompt_hashes, answer_hashes), records.lines)

    def close(self) -> None:
        """After the last record: the scan has all of them then."""
        self._count_sizes()
        self._fingerprints.close()

    def _count_sizes(self) -> None:
        for counted, sizes in (
            (self._scan.characters, self._characters),
            (self._scan.answer_characters, self._answer_characters),
            (self._scan.sizes, self._sizes),
        ):
            counted.add(sizes)
            sizes.clear()

    def _note_lengths(self, sizes: list[int], lines: Sequence[int]) -> None:
        if max(sizes, default=0) > self._max_bytes:
            for size, line in zip(sizes, lines, strict=True):
                if size > self._max_bytes:
                    self._note_length(size, line)

    def _note_length(self, size: int, number: int) -> None:
        self._scan.over_limit += 1
        tokens = round(size / self._rules.characters_per_token)
        self._scan.log.add(_too_long(tokens, self._rules).at(self._scan.file, number))

    def _keep_normalized(self, records: Records) -> None:
        whole = map(add, records.encoded_prompts, records.encoded_answers)
        for plain in map(normalized_hash, whole):
            self._normalized[plain >> PARTITION_SHIFT].append(plain)

    def _inspect(
        self, texts: list[Texts], record_hashes: Iterable[int], lines: Sequence[int]
    ) -> None:
        for one, record_hash, line in zip(texts, record_hashes, lines, strict=True):
            if record_hash % self._one_in == 0:
                self._inspection.see(view(one, line))


def _too_long(tokens: int, rules: DatasetRules) -> Problem:
    return Problem(
        code="too-many-tokens",
        message=f"about {tokens} tokens, the model takes {rules.max_tokens}",
        fix="shorten it: the service refuses or truncates it",
        source=rules.source,
        severity=Severity.WARNING,
    )
