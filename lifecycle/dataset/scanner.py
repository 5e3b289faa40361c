"""Reads the records of a file: most at a glance, closely those that are not plain and sound."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

from lifecycle.dataset.blocks import LINE_MAX_BYTES, Block
from lifecycle.dataset.close_reading import CloseReader, empty_line, line_too_long
from lifecycle.dataset.formats import reader_for
from lifecycle.dataset.formats.record import BETWEEN, Record, TextsWithImage
from lifecycle.dataset.plain_records import plain_records
from lifecycle.dataset.record_memory import Depth, RecordMemory, Records, Texts
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
            first = self._scan.lines + 1
            self._memory.remember(self._records(block), first)
            self._advance(block.bytes)
        self._memory.close()
        return self._scan

    def sound_records(self, blocks: Iterable[Block]) -> Iterator[tuple[int, Texts]]:
        """The line and the texts of each, and nothing remembered."""
        for block in blocks:
            first = self._scan.lines + 1
            for number, texts in enumerate(self._records(block).texts, first):
                if texts is not None:
                    yield number, texts

    def _records(self, block: Block) -> Records:
        first = self._scan.lines + 1
        lines = BytesIO(block.data).readlines() or [b""]
        self._scan.lines += len(lines)
        self._scan.records += len(lines)
        self._scan.bytes += block.bytes
        if not block.data:
            self._close.log(line_too_long(block.bytes, LINE_MAX_BYTES, OUR_LIMIT), first)
            return Records([None], [b""])
        records = self._at_a_glance(lines, block.data)
        for place, texts in enumerate(records.texts):
            if texts is None:
                self._read_closely(lines[place], first + place, records, place)
        return records

    def _at_a_glance(self, lines: list[bytes], block: bytes) -> Records:
        """Without those that are not plain, not sound, or need a closer look to tell."""
        plain_texts = self._reader.plain_texts
        plain = plain_records(lines, block, self._reader.decoders)
        texts = [None if record is None else plain_texts(record) for record in plain]
        for place in [*self._doubtful(lines, block, plain, texts)]:
            texts[place] = None
        encoded = [b"" if one is None else BETWEEN.join(one).encode() for one in texts]
        suspicious = self._close.words.suspicious
        if suspicious(b"\n".join(encoded)):
            for place, data in enumerate(encoded):
                if suspicious(data):
                    texts[place], encoded[place] = None, b""
        self._reader.features["image"] += [*map(type, texts)].count(TextsWithImage)
        return Records(texts, encoded)

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

    def _read_closely(self, line: bytes, number: int, records: Records, place: int) -> None:
        if line.isspace():
            self._scan.records -= 1
            self._close.log(empty_line(), number)
            return
        texts = self._close.texts(line, number)
        if texts is not None:
            records.texts[place] = texts
            records.encoded[place] = BETWEEN.join(texts).encode()
