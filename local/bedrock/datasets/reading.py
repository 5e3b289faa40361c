"""Files of records, read as the service reads them: one bad line ends the job."""

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.datasets.invalid import DatasetInvalid, RecordInvalid

Record = TypeVar("Record")


def read_records(body: bytes, uri: str, read: Callable[[dict[str, Any]], Record]) -> list[Record]:
    """`read` raises RecordInvalid."""
    return [_read(record, line, uri, read) for line, record in _lines(body, uri)]


def assert_counts(training: int, validation: int, rules: CustomizationRules) -> None:
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


def _lines(body: bytes, uri: str) -> Iterator[tuple[int, dict[str, Any]]]:
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


def _read(
    record: dict[str, Any], line: int, uri: str, read: Callable[[dict[str, Any]], Record]
) -> Record:
    try:
        return read(record)
    except RecordInvalid as problem:
        raise DatasetInvalid(
            f"Invalid record in Amazon S3 file: {uri}. Line {line}: {problem}."
        ) from problem
