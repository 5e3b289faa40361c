"""Records of a prompt and its completion."""

from typing import Any

from local.bedrock.datasets.invalid import RecordInvalid
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import Prompt


def prompt_completion_examples(record: dict[str, Any]) -> list[Example]:
    prompt, completion = _text(record, "prompt"), _text(record, "completion")
    return [Example(Prompt("", prompt), completion)]


def _text(record: dict[str, Any], name: str) -> str:
    if name not in record:
        raise RecordInvalid(f"required field {name} is missing")
    text = record[name]
    if not isinstance(text, str) or not text.strip():
        raise RecordInvalid(f"{name} must be a string that is not empty")
    return text
