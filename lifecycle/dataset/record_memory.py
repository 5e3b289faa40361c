"""Keeps of sound records what the verdict needs: hashes, sizes, and what quality checks saw."""

from typing import NamedTuple

from msgspec import Struct
from xxhash import xxh3_64_intdigest as hash_of

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.fingerprints import ANSWER_MASK, PARTITION_SHIFT, empty_partitions
from lifecycle.dataset.formats.record import BETWEEN, SYSTEM, view
from lifecycle.dataset.normalized import normalized_hash
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.quality.inspection import Inspection
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan

Texts = list[str]  # of a record, the answer last


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
        self._max_bytes = rules.max_tokens * rules.characters_per_token or float("inf")
        self._one_in = depth.inspected_one_in
        self._normalized = empty_partitions()
        self._inspection = Inspection(
            one_in=depth.inspected_one_in, languages_one_in=depth.languages_one_in
        )
        if self._one_in:
            scan.normalized, scan.inspection = self._normalized, self._inspection

    def remember(self, records: Records, first: int) -> None:  # noqa: PLR0915 - the hot loop
        """Of consecutive lines from `first` on."""
        partitions = self._scan.fingerprints
        characters, answers, sizes = [], [], []
        with_system = 0
        for number, (texts, data) in enumerate(zip(*records, strict=True), first):
            if texts is None:
                continue
            answer = texts[-1]
            if data.isascii():
                cut = len(data) - len(answer)
                characters.append(len(data))
            else:
                cut = len(data) - len(answer.encode())
                characters.append(sum(map(len, texts)) + len(texts) - 1)
            prompt_hash, answer_hash = hash_of(data[:cut]), hash_of(data[cut:])
            partition = partitions[prompt_hash >> PARTITION_SHIFT]
            partition.append(prompt_hash)
            partition.append(answer_hash & ANSWER_MASK | number)
            answers.append(len(answer))
            sizes.append(len(data))
            with_system += texts[0][:1] == SYSTEM
            if len(data) > self._max_bytes:
                self._note_length(len(data), number)
            if self._one_in:
                self._inspect(texts, prompt_hash ^ answer_hash, number)
        scan = self._scan
        scan.features["system"] += with_system
        scan.characters.add(characters)
        scan.answer_characters.add(answers)
        scan.sizes.add(sizes)

    def _note_length(self, size: int, number: int) -> None:
        self._scan.over_limit += 1
        tokens = round(size / self._rules.characters_per_token)
        self._scan.log.add(_too_long(tokens, self._rules).at(self._scan.file, number))

    def _inspect(self, texts: Texts, record_hash: int, number: int) -> None:
        plain = normalized_hash(BETWEEN.join(texts))
        self._normalized[plain >> PARTITION_SHIFT].append(plain)
        if record_hash % self._one_in == 0:
            self._inspection.see(view(texts, number))


def _too_long(tokens: int, rules: DatasetRules) -> Problem:
    return Problem(
        code="too-many-tokens",
        message=f"about {tokens} tokens, the model takes {rules.max_tokens}",
        fix="shorten it: the service refuses or truncates it",
        source=rules.source,
        severity=Severity.WARNING,
    )
