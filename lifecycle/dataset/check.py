"""Checks a JSONL file of conversations against what the service requires, line by line."""

import re
from collections.abc import Iterable, Iterator
from typing import Self

import msgspec
from msgspec import Struct

from lifecycle.dataset.converse import SCHEMA_VERSION, Conversation, Message, decode_conversation
from lifecycle.dataset.findings import Finding, FindingLog, Severity

LINE_MAX_BYTES = 16 * 1024 * 1024
FOUND_MAX_LENGTH = 40
NOVA_GUIDE = "Nova user guide: fine-tune-prepare-data-understanding"

# How msgspec ends a message, and the two messages of it that quote the record. Only fields of the
# format are a place: a record can hold text that looks like one.
_FIELDS = "messages|role|content|text|system|schemaVersion"
_PLACE = re.compile(rf" - at `(\$(?:\.(?:{_FIELDS})|\[\d+\])*)`$")
_QUOTING = {
    "Object contains unknown field ": "a field that the format does not have",
    "Invalid enum value ": "a role that is neither user nor assistant",
}


class FileCheck(Struct, frozen=True):
    """`prompt_digests` has one entry per valid record, in file order."""

    file: str
    records: int
    findings: tuple[Finding, ...]
    prompt_digests: tuple[bytes, ...]


class Problem(Struct, frozen=True):
    code: str
    path: str
    message: str
    fix: str
    severity: Severity = Severity.ERROR
    found: str = ""

    def at(self, file: str, line: int) -> Finding:
        return Finding(
            code=self.code,
            severity=self.severity,
            file=file,
            line=line,
            path=self.path,
            message=self.message,
            fix=self.fix,
            source=NOVA_GUIDE,
            found=self.found[:FOUND_MAX_LENGTH],
        )

    @classmethod
    def schema(cls, error: msgspec.ValidationError) -> Self:
        text = str(error)
        place = _PLACE.search(text)
        message = text[: place.start()] if place else text
        quoting = next((start for start in _QUOTING if message.startswith(start)), None)
        return cls(
            code="schema",
            path=place[1] if place else "$",
            message=_QUOTING[quoting] if quoting else message,
            fix='write {"messages": [{"role": "user", "content": [{"text": …}]}, …]}',
            found=message.removeprefix(quoting)[1:-1] if quoting else "",
        )


def check_conversations(lines: Iterable[bytes], file: str) -> FileCheck:
    log = FindingLog()
    digests: list[bytes] = []
    records = 0
    for number, line in enumerate(lines, start=1):
        if line.isspace():
            log.add(_EMPTY_LINE.at(file, number))
            continue
        records += 1
        conversation = _decode(line, file, number, log)
        if conversation is not None and _is_sound(conversation, file, number, log):
            digests.append(conversation.prompt_digest)
    if not records:
        log.add(_NO_RECORDS.at(file, 0))
    return FileCheck(file, records, log.findings(), tuple(digests))


def check_counts(
    training: int, validation: int, *, minimum: int, maximum: int, file: str
) -> Iterator[Finding]:
    """`maximum` is of both sets together, as the service's quota counts."""
    if training < minimum:
        yield Problem(
            code="too-few-records",
            path="",
            message=f"{training} training records, the model needs at least {minimum}",
            fix=f"add {minimum - training} records",
        ).at(file, 0)
    if training + validation > maximum:
        yield Problem(
            code="too-many-records",
            path="",
            message=f"{training + validation} records, the quota allows {maximum}",
            fix="drop records, or raise the quota and the catalogue's limit",
        ).at(file, 0)


_EMPTY_LINE = Problem(
    code="empty-line",
    path="",
    message="the line is empty",
    fix="it is left out of the prepared set",
    severity=Severity.WARNING,
)

_NO_RECORDS = Problem(
    code="no-records",
    path="",
    message="the file has no record",
    fix="write records into it, or leave it out of job.yaml",
)


def _decode(line: bytes, file: str, number: int, log: FindingLog) -> Conversation | None:
    problem: Problem
    try:
        if len(line) <= LINE_MAX_BYTES:
            return decode_conversation(line)
        problem = Problem(
            code="line-too-long",
            path="",
            message=f"the line has {len(line)} bytes, the limit is {LINE_MAX_BYTES}",
            fix="one record per line; shorten it",
        )
    except msgspec.ValidationError as error:
        problem = Problem.schema(error)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problem = Problem(
            code="json",
            path="",
            message=f"not a JSON object: {error}",
            fix="write one complete JSON object per line, in UTF-8",
        )
    log.add(problem.at(file, number))
    return None


def _is_sound(conversation: Conversation, file: str, number: int, log: FindingLog) -> bool:
    problems = list(_problems(conversation))
    for problem in problems:
        log.add(problem.at(file, number))
    return not any(problem.severity is Severity.ERROR for problem in problems)


def _problems(conversation: Conversation) -> Iterator[Problem]:
    yield from _turn_problems(conversation.messages)
    yield from _empty_texts(conversation)
    if conversation.schemaVersion != SCHEMA_VERSION:
        yield Problem(
            code="schema-version",
            path="$.schemaVersion",
            message=f"schemaVersion is not {SCHEMA_VERSION}",
            fix="nothing to do: the prepared set has the standard one",
            severity=Severity.WARNING,
            found=conversation.schemaVersion,
        )


def _turn_problems(messages: list[Message]) -> Iterator[Problem]:
    roles = [message.role for message in messages]
    expected = ["user", "assistant"] * (len(roles) // 2)
    if len(roles) >= 2 and roles == expected:
        return
    yield Problem(
        code="turns",
        path="$.messages",
        message=f"the turns are {', '.join(roles[:6]) or 'none'}",
        fix="start with user, alternate, end with assistant",
    )


def _empty_texts(conversation: Conversation) -> Iterator[Problem]:
    for i, message in enumerate(conversation.messages):
        if not message.text.strip():
            yield _empty_text(f"$.messages[{i}].content")
    for i, block in enumerate(conversation.system):
        if not block.text.strip():
            yield _empty_text(f"$.system[{i}].text")


def _empty_text(path: str) -> Problem:
    return Problem(code="empty-text", path=path, message="the text is empty", fix="write a text")
