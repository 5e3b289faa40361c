"""Keeps of sound records what the verdict needs: hashes, sizes, and what quality checks saw."""

from collections.abc import Iterable, Sequence
from operator import xor
from typing import NamedTuple

from msgspec import Struct
from xxhash import xxh3_64_intdigest as hash_of

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.fingerprints import PARTITION_SHIFT, FingerprintWriter, columns
from lifecycle.dataset.formats.record import SYSTEM, view
from lifecycle.dataset.normalized import normalized_hash
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.quality.inspection import Inspection
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan

Texts = list[str]  # of a record, the answer last


COUNTED_AT_ONCE = 4_096  # records whose sizes are counted together: that is faster than by block


class Depth(Struct, frozen=True):
    """How closely sound records are read, too: one in so many by its hash, none for 0."""

    inspected_one_in: int = 0
    languages_one_in: int = 1


class Records(NamedTuple):
    """Of consecutive lines: the texts, and all of them in UTF-8. None for what is not sound."""

    texts: list[Texts | None]
    encoded: list[bytes]


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

    def remember(self, records: Records, first: int) -> None:
        """Of consecutive lines from `first` on."""
        lines, texts, encoded = _sound(records, first)
        answers = [one[-1].encode() for one in texts]
        sizes = [*map(len, encoded)]
        cuts = [size - len(answer) for size, answer in zip(sizes, answers, strict=True)]
        prompt_hashes = [hash_of(data[:cut]) for data, cut in zip(encoded, cuts, strict=True)]
        answer_hashes = [*map(hash_of, answers)]
        self._fingerprints.add(prompt_hashes, answer_hashes, lines)
        self._sizes += sizes
        self._answer_characters += [len(one[-1]) for one in texts]
        self._characters += [
            size if data.isascii() else sum(map(len, one)) + len(one) - 1
            for size, data, one in zip(sizes, encoded, texts, strict=True)
        ]
        if len(self._sizes) >= COUNTED_AT_ONCE:
            self._count_sizes()
        self._scan.features["system"] += sum(one[0][:1] == SYSTEM for one in texts)
        self._note_lengths(sizes, lines)
        if self._one_in:
            self._keep_normalized(encoded)
            self._inspect(texts, map(xor, prompt_hashes, answer_hashes), lines)

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

    def _keep_normalized(self, encoded: list[bytes]) -> None:
        for plain in map(normalized_hash, encoded):
            self._normalized[plain >> PARTITION_SHIFT].append(plain)

    def _inspect(
        self, texts: list[Texts], record_hashes: Iterable[int], lines: Sequence[int]
    ) -> None:
        for one, record_hash, line in zip(texts, record_hashes, lines, strict=True):
            if record_hash % self._one_in == 0:
                self._inspection.see(view(one, line))


def _sound(records: Records, first: int) -> tuple[Sequence[int], list[Texts], list[bytes]]:
    """The line, the texts and their bytes of each."""
    texts = [one for one in records.texts if one is not None]
    if len(texts) == len(records.texts):
        return range(first, first + len(texts)), texts, records.encoded
    places = [place for place, one in enumerate(records.texts) if one is not None]
    return [first + place for place in places], texts, [records.encoded[at] for at in places]


def _too_long(tokens: int, rules: DatasetRules) -> Problem:
    return Problem(
        code="too-many-tokens",
        message=f"about {tokens} tokens, the model takes {rules.max_tokens}",
        fix="shorten it: the service refuses or truncates it",
        source=rules.source,
        severity=Severity.WARNING,
    )
