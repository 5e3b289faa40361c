"""Reads the records of a file: most at a glance, closely those that are not plain and sound."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

from lifecycle.dataset.blocks import LINE_MAX_BYTES, Block
from lifecycle.dataset.close_reading import UNREADABLE, CloseReader, empty_line, line_too_long
from lifecycle.dataset.formats import reader_for
from lifecycle.dataset.formats.record import BETWEEN
from lifecycle.dataset.record_memory import Depth, RecordMemory, Records, Texts
from lifecycle.dataset.repeated_keys import has_repeated_key
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
        self._line_max = rules.max_line_bytes or LINE_MAX_BYTES
        self._is_careful = self._looks_at_keys or rules.max_line_bytes > 0
        self._advance = advance

    def scan(self, blocks: Iterable[Block]) -> Scan:
        for block in blocks:
            first = self._scan.lines + 1
            self._memory.remember(self._records(block), first)
            self._advance(block.bytes)
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
        records = self._at_a_glance(lines)
        for place, texts in enumerate(records.texts):
            if texts is None:
                self._read_closely(lines[place], first + place, records, place)
        return records

    def _at_a_glance(self, lines: list[bytes]) -> Records:
        """Without those that are not plain, not sound, or need a closer look to tell."""
        texts = self._plain(lines)
        if self._is_careful:
            texts = self._without_doubtful(texts, lines)
        encoded = [b"" if one is None else BETWEEN.join(one).encode() for one in texts]
        suspicious = self._close.words.suspicious
        if suspicious(b"\n".join(encoded)):
            for place, data in enumerate(encoded):
                if suspicious(data):
                    texts[place], encoded[place] = None, b""
        return Records(texts, encoded)

    def _plain(self, lines: list[bytes]) -> list[Texts | None]:
        decode, plain_texts = self._reader.decoders.plain, self._reader.plain_texts
        records: list[Texts | None] = []
        for line in lines:
            try:
                records.append(plain_texts(decode(line)))
            except UNREADABLE:
                records.append(None)
        return records

    def _without_doubtful(
        self, records: list[Texts | None], lines: list[bytes]
    ) -> list[Texts | None]:
        return [
            None if self._is_doubtful(line) else texts
            for texts, line in zip(records, lines, strict=True)
        ]

    def _is_doubtful(self, line: bytes) -> bool:
        return len(line) > self._line_max or (self._looks_at_keys and has_repeated_key(line))

    def _read_closely(self, line: bytes, number: int, records: Records, place: int) -> None:
        if line.isspace():
            self._scan.records -= 1
            self._close.log(empty_line(), number)
            return
        texts = self._close.texts(line, number)
        if texts is not None:
            records.texts[place] = texts
            records.encoded[place] = BETWEEN.join(texts).encode()
