"""Model invocation logs as Amazon Bedrock delivers them: gzipped lines, one for each call."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from local.bedrock.datasets.invalid import DatasetInvalid

Filters = dict[str, Any]


@dataclass(frozen=True)
class LoggedCall:
    model_id: str
    system: list[str]
    question: str
    answer: str
    metadata: dict[str, str]


def read_log(body: bytes, uri: str) -> list[LoggedCall]:
    """Only calls with one turn of text are there to learn from."""
    return [call for line in _lines(body, uri) if (call := _call(line))]


def passes(call: LoggedCall, filters: Filters) -> bool:
    """`filters` are the requestMetadataFilters of a job; none let everything pass."""
    if "andAll" in filters:
        return all(passes(call, each) for each in filters["andAll"])
    if "orAll" in filters:
        return any(passes(call, each) for each in filters["orAll"])
    equal = filters.get("equals", {}).items() <= call.metadata.items()
    return equal and all(
        call.metadata.get(key) != value for key, value in filters.get("notEquals", {}).items()
    )


def _lines(body: bytes, uri: str) -> Iterator[dict[str, Any]]:
    try:
        for line in gzip.decompress(body).splitlines():
            yield json.loads(line)
    except (OSError, EOFError, ValueError) as problem:
        raise DatasetInvalid(f"Unable to parse Amazon S3 file: {uri}. {problem}") from problem


def _call(line: dict[str, Any]) -> LoggedCall | None:
    try:
        asked, answered = line["input"]["inputBodyJson"], line["output"]["outputBodyJson"]
        question, answer = _turns(asked, answered)
        return LoggedCall(
            model_id=line["modelId"],
            system=[block["text"] for block in asked.get("system", [])],
            question=question,
            answer=answer,
            metadata=line.get("requestMetadata") or {},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _turns(asked: dict[str, Any], answered: dict[str, Any]) -> tuple[str, str]:
    """Of Converse and Nova's message schema, or of Llama's prompt."""
    if "prompt" in asked:
        return asked["prompt"], answered["generation"]
    (message,) = asked["messages"]
    return _text(message), _text(answered["output"]["message"])


def _text(message: dict[str, Any]) -> str:
    return "\n".join(block["text"] for block in message["content"])
