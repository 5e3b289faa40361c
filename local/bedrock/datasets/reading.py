"""Files of records, read as examples to learn from."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from local.bedrock.datasets.converse import converse_examples
from local.bedrock.datasets.invalid import DatasetInvalid, RecordInvalid
from local.bedrock.datasets.prompt_completion import prompt_completion_examples
from local.bedrock.foundation_models import FineTuning
from local.bedrock.learning.lessons import Example

_FORMATS: dict[str, Callable[[dict[str, Any]], list[Example]]] = {
    "converse": converse_examples,
    "prompt-completion": prompt_completion_examples,
}


def read_examples(body: bytes, uri: str, rules: FineTuning) -> list[list[Example]]:
    """One list of examples per record."""
    return [_examples(record, line, uri, rules) for line, record in _records(body, uri)]


def assert_counts(training: int, validation: int, rules: FineTuning) -> None:
    if training < rules.least_records:
        raise DatasetInvalid(
            f"The training dataset has {training} records, fewer than the minimum of "
            f"{rules.least_records}."
        )
    if training + validation > rules.most_records:
        raise DatasetInvalid(
            f"The training and validation datasets have {training + validation} records, more "
            f"than the maximum of {rules.most_records}."
        )


def _records(body: bytes, uri: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, text in enumerate(body.removesuffix(b"\n").split(b"\n"), start=1):
        try:
            record = json.loads(text)
        except ValueError as problem:
            raise _unparsable(uri, line, str(problem)) from problem
        if not isinstance(record, dict):
            raise _unparsable(uri, line, "not a JSON object")
        yield line, record


def _unparsable(uri: str, line: int, problem: str) -> DatasetInvalid:
    return DatasetInvalid(
        f"Unable to parse Amazon S3 file: {uri}. Data files must conform to JSONL format. "
        f"Line {line}: {problem}"
    )


def _examples(record: dict[str, Any], line: int, uri: str, rules: FineTuning) -> list[Example]:
    try:
        examples = _FORMATS[rules.record_format](record)
        for example in examples:
            _assert_unreserved(example, rules.reserved_words)
    except RecordInvalid as problem:
        raise DatasetInvalid(
            f"Invalid record in Amazon S3 file: {uri}. Line {line}: {problem}."
        ) from problem
    return examples


def _assert_unreserved(example: Example, reserved_words: list[str]) -> None:
    text = f"{example.prompt.background}\n{example.prompt.question}\n{example.answer}"
    found = next((word for word in reserved_words if word in text), None)
    if found:
        raise RecordInvalid(f"the text contains the reserved word {found}")
