"""1 for an answer that conforms to the sample's JSON Schema; 0.25 for JSON of another shape, so
that there is something to climb; 0 for what is no JSON.

The schema stands in the field `schema` of the training record, or as `schema` in its
`reference_answer`. The answer must be JSON as it stands: a Markdown fence around it is no JSON.
Drafts 4 to 2019-09; a schema must be whole, nothing is fetched.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn

import fastjsonschema

from lifecycle.grading import Sample, SampleInvalid, Score

CONFORMS, ANOTHER_SHAPE, NO_JSON = 1.0, 0.25, 0.0


def grade(sample: Sample) -> Score:
    conforms = _validator(json.dumps(_schema(sample), sort_keys=True))
    try:
        answer = json.loads(sample.answer, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return NO_JSON
    try:
        conforms(answer)
    except (fastjsonschema.JsonSchemaValueException, RecursionError):
        return ANOTHER_SHAPE
    return CONFORMS


def _schema(sample: Sample) -> Any:
    reference = sample.metadata.get("reference_answer")
    inside = reference.get("schema") if isinstance(reference, dict) else None
    schema = sample.metadata.get("schema", inside)
    if not isinstance(schema, dict):
        raise SampleInvalid("it has no `schema`")
    return schema


@lru_cache(maxsize=256)
def _validator(schema: str) -> Callable[[Any], Any]:
    """Compiled once for each schema: records of a set mostly share one."""
    schemes = dict.fromkeys(("http", "https", "ftp", "file", "data"), _refuse_fetching)
    try:
        compiled: Callable[[Any], Any] = fastjsonschema.compile(
            json.loads(schema), handlers=schemes, use_default=False
        )
    except (fastjsonschema.JsonSchemaDefinitionException, ValueError) as error:
        raise SampleInvalid("its `schema` is no JSON Schema that stands alone") from error
    return compiled


def _refuse_fetching(uri: str) -> NoReturn:
    raise fastjsonschema.JsonSchemaDefinitionException(f"{uri} is not fetched")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
