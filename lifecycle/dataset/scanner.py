"""Reads the records of a file: most at a glance, closely those that are not plain and sound."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import chain

from lifecycle.dataset.blocks import LINE_MAX_BYTES, Block
from lifecycle.dataset.close_reading import CloseReader, empty_line, line_too_long
from lifecycle.dataset.formats import reader_for
from lifecycle.dataset.formats.record import Record, TextsWithImage
from lifecycle.dataset.plain_records import plain_records
from lifecycle.dataset.record_memory import Depth, RecordMemory, Records, Texts, columns_of
from lifecycle.dataset.repeated_keys import repeating_keys
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan

OUR_LIMIT = "Tailor: no model takes so long a record"

Advance = Callable[[int], object]


class Scanner:
    """Of one file, or of a part of it. `advance` is told how many bytes were read."""

    def __init__(self, rules: DatasetRules, file: str, depth: Depth, advance: Advance) -> None:
        self._reader = reader_for(rules)
        self._scan = Scan(file, features=self._reader.features)
        self._looks_at_keys = depth.inspected_one_in > 0
        self._close = CloseReader(
            rules, self._reader, self._scan.log, file, looks_at_keys=self._looks_at_keys
        )
        self._memory = RecordMemory(rules, self._scan, depth)
        self._line_max = rules.max_line_bytes
        self._advance = advance

    def scan(self, blocks: Iterable[Block]) -> Scan:
        for block in blocks:
            self._memory.remember(self._records(block))
            self._advance(block.bytes)
        self._memory.close()
        return self._scan

    def sound_records(self, blocks: Iterable[Block]) -> Iterator[tuple[int, Texts]]:
        """The line and the texts of each, and nothing remembered."""
        for block in blocks:
            records = self._records(block)
            yield from zip(records.lines, records.texts, strict=True)

    def _records(self, block: Block) -> Records:
        first = self._scan.lines + 1
        lines = BytesIO(block.data).readlines() or [b""]
        self._scan.lines += len(lines)
        self._scan.records += len(lines)
        self._scan.bytes += block.bytes
        if not block.data:
            self._close.log(line_too_long(block.bytes, LINE_MAX_BYTES, OUR_LIMIT), first)
            return columns_of([None], first)
        texts = self._at_a_glance(lines, block.data)
        records = columns_of(texts, first)
        for place in self._with_suspicious_words(records, first):
            texts[place] = None
        self._reader.features["image"] += [*map(type, texts)].count(TextsWithImage)
        if None not in texts:
            return records
        return columns_of([*self._closely(lines, texts, first)], first)

    def _at_a_glance(self, lines: list[bytes], block: bytes) -> list[Texts | None]:
        """Without those that are not plain, not sound, or need a closer look to tell."""
        plain_texts = self._reader.plain_texts
        plain = plain_records(lines, block, self._reader.decoders)
        texts = [None if record is None else plain_texts(record) for record in plain]
        for place in [*self._doubtful(lines, block, plain, texts)]:
            texts[place] = None
        return texts

    def _doubtful(
        self,
        lines: list[bytes],
        block: bytes,
        plain: list[Record | None],
        texts: list[Texts | None],
    ) -> Iterator[int]:
        """The places of lines that are too long, or whose keys repeat."""
        if self._line_max and len(max(lines, key=len)) > self._line_max:
            yield from (n for n, line in enumerate(lines) if len(line) > self._line_max)
        if self._looks_at_keys:
            yield from repeating_keys(lines, block, plain, texts, self._reader.plain_keys)

    def _with_suspicious_words(self, records: Records, first: int) -> Iterator[int]:
        """The places of those records."""
        suspicious = self._close.words.suspicious
        encoded = records.encoded_prompts, records.encoded_answers
        if suspicious(b"\n".join(chain(*encoded))):
            for line, *texts in zip(records.lines, *encoded, strict=True):
                if any(map(suspicious, texts)):
                    yield line - first

    def _closely(
        self, lines: list[bytes], texts: list[Texts | None], first: int
    ) -> Iterator[Texts | None]:
        """All the texts, those that are None read closely."""
        for number, (line, one) in enumerate(zip(lines, texts, strict=True), first):
            yield self._read_closely(line, number) if one is None else one

    def _read_closely(self, line: bytes, number: int) -> Texts | None:
        if line.isspace():
            self._scan.records -= 1
            self._close.log(empty_line(), number)
            return None
        return self._close.texts(line, number)
