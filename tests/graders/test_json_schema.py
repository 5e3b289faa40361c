"""The grader json-schema: what is no schema, and what it does not do."""

from typing import Any

import pytest

from graders.json_schema import grade
from lifecycle.grading import Message, Sample, SampleInvalid


def sample(schema: Any, answer: str = "{}") -> Sample:
    return Sample("1", (Message("assistant", answer),), {"schema": schema})


@pytest.mark.parametrize(
    "schema",
    [
        "object",
        {"type": "nothing-known"},
        {"$ref": "#/definitions/missing"},
        {"$ref": "https://example.com/schema.json"},
        {"$ref": "file:///etc/hostname"},
        {"$id": "http://example.com/a.json", "$ref": "b.json"},
    ],
)
def test_a_schema_that_does_not_stand_alone_is_named_and_nothing_is_fetched(schema: Any) -> None:
    with pytest.raises(SampleInvalid, match="`schema`"):
        grade(sample(schema))


def test_defaults_of_a_schema_do_not_make_up_for_what_is_missing() -> None:
    schema = {"properties": {"a": {"default": 1}}, "required": ["a"]}
    assert grade(sample(schema)) == 0.25
