"""The first questions of a test set that no step prepares: that of an import."""

import os
from itertools import islice

import msgspec

from lambdas.run_store import opened
from lifecycle.dataset.rules import FormatName
from lifecycle.environment import StepEnvironment
from lifecycle.errors import DatasetRejected
from lifecycle.invocation.question import Question, question_in
from lifecycle.run.landed import ObjectVersion

FORMAT: FormatName = "converse"


def landed_questions(test: ObjectVersion, count: int) -> list[Question]:
    """Raises DatasetRejected for a line that is no record of a conversation."""
    bucket = StepEnvironment.from_variables(os.environ).intake_bucket
    with opened(bucket, test, 0) as stream:
        lines = list(islice(stream.iter_lines(), count))
    return [_question(line, test.key, number) for number, line in enumerate(lines, start=1)]


def _question(line: bytes, key: str, number: int) -> Question:
    try:
        return question_in(line, FORMAT)
    except msgspec.DecodeError as error:
        raise DatasetRejected(
            f"line {number} of the test set is no conversation: {error}",
            where=f"{key}:{number}",
            fix="write each line in the Converse format, as for a fine-tuning",
        ) from error
