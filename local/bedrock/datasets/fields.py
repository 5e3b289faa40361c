"""The fields of a record, refused when they are not what they must be."""

from collections.abc import Iterable
from typing import Any

from local.bedrock.datasets.invalid import RecordInvalid


def filled_text(record: dict[str, Any], name: str) -> str:
    if name not in record:
        raise RecordInvalid(f"required field {name} is missing")
    text = record[name]
    if not isinstance(text, str) or not text.strip():
        raise RecordInvalid(f"{name} must be a string that is not empty")
    return text


def listed(value: Any, name: str) -> list[Any]:
    if value is None:
        raise RecordInvalid(f"required field {name} is missing")
    if not isinstance(value, list):
        raise RecordInvalid(f"{name} must be a list")
    return value


def assert_unreserved(texts: Iterable[str], reserved_words: list[str]) -> None:
    for text in texts:
        found = next((word for word in reserved_words if word in text), None)
        if found:
            raise RecordInvalid(f"the text contains the reserved word {found.strip()}")
