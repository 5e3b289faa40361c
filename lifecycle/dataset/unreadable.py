"""Says why a line is no record, at which column, without quoting more of it than a few words."""

import re

from msgspec import ValidationError
from msgspec.structs import replace

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.problem import Problem

JSON_STANDARD = "RFC 8259; Bedrock user guide: model-customization-prepare"
_BYTE = re.compile(r" \(byte (\d+)\)$")
# Only fields of the formats are a place: a record can hold text that looks like one.
_FIELDS = "|".join(
    [
        "schemaVersion",
        "system",
        "messages",
        "role",
        "content",
        "text",
        "toolConfig",
        "image",
        "video",
        "document",
        "format",
        "source",
        "s3Location",
        "uri",
        "bucketOwner",
        "reasoningContent",
        "reasoningText",
        "toolUse",
        "toolResult",
        "prompt",
        "completion",
        "image-ref",
        "caption",
        "input",
        "output",
        "modelId",
        "inputBodyJson",
        "outputBodyJson",
        "reference_answer",
        "tools",
    ]
)
_PLACE = re.compile(rf" - at `(\$(?:\.(?:{_FIELDS})|\[\d+\]|\[\.\.\.\])*)`$")
_FIELD = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_VALUE = re.compile(r"Invalid enum value (.*)", re.DOTALL)


def syntax_problem(line: bytes, error: Exception) -> Problem:
    return syntax_problem_at(*_column_and_reason(line, error))


def syntax_problem_at(column: int, why: str) -> Problem:
    """Columns count bytes, from 1."""
    return Problem(
        code="json",
        message=f"not a JSON object, at column {column}: {why}",
        fix="write one complete JSON object per line, in UTF-8",
        source=JSON_STANDARD,
    )


def _column_and_reason(line: bytes, error: Exception) -> tuple[int, str]:
    if isinstance(error, RecursionError):
        return 1, "it is nested too deeply"
    try:
        line.decode()
    except UnicodeDecodeError as found:
        return found.start + 1, f"byte 0x{line[found.start]:02x} is not UTF-8"
    text = str(error)
    place = _BYTE.search(text)
    if place is None:  # msgspec gives no place when the line just ends
        return len(line.rstrip()), "the line ends before the object does"
    return int(place[1]) + 1, text[: place.start()].removeprefix("JSON is malformed: ")


def schema_problem(error: Exception, shape: str, source: str) -> Problem:
    """msgspec names the place last; what stands before may quote the record."""
    text = str(error)
    place = _PLACE.search(text)
    message = text[: place.start()] if place else text
    quoted = _FIELD.fullmatch(message) or _VALUE.fullmatch(message)
    return Problem(
        code="schema",
        path=place[1] if place else "$",
        message=_WITHOUT_QUOTE[quoted.re] if quoted else message,
        fix=f"write {shape}",
        source=source,
        found=quoted[1] if quoted else "",
    )


_WITHOUT_QUOTE = {
    _FIELD: "a field that the format does not have",
    _VALUE: "a value that the format does not have",
}


def unknown_field(error: Exception) -> bool:
    return isinstance(error, ValidationError) and _FIELD.match(str(error)) is not None


def unknown_field_problem(error: Exception) -> Problem:
    refused = schema_problem(error, "", "Forge")
    return replace(
        refused,
        code="unknown-field",
        fix="nothing to do: the prepared set leaves it out",
        severity=Severity.WARNING,
    )
