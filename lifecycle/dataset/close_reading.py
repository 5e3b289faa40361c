"""Reads a line closely: says everything that is wrong with it, and where."""

import re
from collections.abc import Iterator

from msgspec import DecodeError, ValidationError

from lifecycle.dataset.findings import FindingLog, Severity
from lifecycle.dataset.formats.record import Passages, Record, RecordReader
from lifecycle.dataset.hostile_json import hostile_problems
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.reserved_words import WordSearch
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.unreadable import (
    schema_problem,
    syntax_problem,
    unknown_field,
    unknown_field_problem,
)

_NULL = re.compile(rb"(?<!\\)(?:\\\\)*(\\u0000)")
UNREADABLE = (DecodeError, UnicodeDecodeError, RecursionError)  # ValidationError is a DecodeError


class CloseReader:
    """Logs what it finds."""

    def __init__(
        self,
        rules: DatasetRules,
        reader: RecordReader,
        log: FindingLog,
        file: str,
        *,
        looks_at_keys: bool,
    ) -> None:
        self.words = WordSearch(rules.reserved)
        self._rules, self._reader, self._log, self._file = rules, reader, log, file
        self._looks_at_keys = looks_at_keys

    def texts(self, line: bytes, number: int) -> list[str] | None:
        """As `plain_texts` of the reader gives them; None for no sound record."""
        record = self._decode(line, number)
        if record is None:
            return None
        passages = self._reader.passages(record)
        texts = passages.texts()
        problems = [*self._line_problems(line), *self._reader.problems(record)]
        if self.words.suspicious("\n".join(texts).encode()):
            problems += self._text_problems(passages, line)
        for problem in problems:
            self.log(problem, number)
        if any(problem.severity is Severity.ERROR for problem in problems):
            return None
        return texts

    def log(self, problem: Problem, number: int) -> None:
        self._log.add(problem.at(self._file, number))

    def _decode(self, line: bytes, number: int) -> Record | None:
        try:
            return self._reader.decoders.strict(line)
        except UNREADABLE as error:
            if unknown_field(error):
                return self._decode_loosely(line, number, error)
            self.log(self._problem(line, error), number)
            return None

    def _decode_loosely(self, line: bytes, number: int, refused: Exception) -> Record | None:
        try:
            record = self._reader.decoders.loose(line)
        except UNREADABLE as error:
            self.log(self._problem(line, error), number)
            return None
        self.log(unknown_field_problem(refused), number)
        return record

    def _problem(self, line: bytes, error: Exception) -> Problem:
        if isinstance(error, ValidationError):
            schema = schema_problem(error, self._reader.shape, self._rules.source)
            return next(hostile_problems(line), schema)
        if isinstance(error, RecursionError):
            return next(hostile_problems(line), syntax_problem(line, error))
        return syntax_problem(line, error)

    def _line_problems(self, line: bytes) -> Iterator[Problem]:
        if self._rules.max_line_bytes and len(line) > self._rules.max_line_bytes:
            yield line_too_long(len(line), self._rules.max_line_bytes, self._rules.source)
        if self._looks_at_keys:
            yield from hostile_problems(line)

    def _text_problems(self, passages: Passages, line: bytes) -> Iterator[Problem]:
        for path, text, _ in (*passages.prompt, *passages.answer):
            yield from self.words.problems(path, text)
            if "\0" in text:
                yield null_character(path, line)


def line_too_long(length: int, limit: int, source: str) -> Problem:
    return Problem(
        code="line-too-long",
        message=f"the line has {length:,} bytes, the limit is {limit:,}",
        fix="one record per line; shorten it",
        source=source,
    )


def empty_line() -> Problem:
    return Problem(
        code="empty-line",
        message="the line is empty",
        fix="nothing to do: it is left out of the prepared set",
        source="Bedrock user guide: fine-tuning-troubleshooting",
        severity=Severity.WARNING,
    )


def null_character(path: str, line: bytes) -> Problem:
    """The column is that of the first one of the line; within JSON in a text it is not known."""
    found = _NULL.search(line)
    place = f", at column {found.start(1) + 1}" if found else ""
    return Problem(
        code="null-character",
        path=path,
        message=f"the text has a NUL character{place}",
        fix="leave it out",
        source="Tailor: no tokenizer means it",
    )
