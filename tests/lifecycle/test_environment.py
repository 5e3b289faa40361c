"""Environment variables: what the stacks write is what the handlers read."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.environment import (
    AnnouncementEnvironment,
    IntakeEnvironment,
    SettlementEnvironment,
    StepEnvironment,
    Variables,
)

ENVIRONMENTS = (
    StepEnvironment,
    IntakeEnvironment,
    SettlementEnvironment,
    AnnouncementEnvironment,
)
VALUES = {str: st.text(max_size=30), int: st.integers(0, 2**31)}


def values_of(kind: type[Variables]) -> st.SearchStrategy[Variables]:
    fields = msgspec.structs.fields(kind)
    return st.builds(kind, **{field.name: VALUES[field.type] for field in fields})


@given(st.sampled_from(ENVIRONMENTS).flatmap(values_of))
def test_what_is_written_is_read_back(environment: Variables) -> None:
    variables = environment.to_variables()
    assert all(isinstance(value, str) for value in variables.values())
    read = type(environment).from_variables(variables | {"PATH": "/bin", "AWS_REGION": "x"})
    assert read == environment


@pytest.mark.parametrize("kind", ENVIRONMENTS)
def test_a_missing_variable_is_named(kind: type[Variables]) -> None:
    required = [field.name for field in msgspec.structs.fields(kind) if field.required]
    for missing in required:
        variables = {name.upper(): "1" for name in required if name != missing}
        with pytest.raises(msgspec.ValidationError, match=f"`{missing}`"):
            kind.from_variables(variables)


def test_a_number_that_is_none_is_named() -> None:
    variables = {"INTAKE_BUCKET": "i", "OUTPUT_BUCKET": "o", "STATE_MACHINE_ARN": "m"}
    with pytest.raises(msgspec.ValidationError, match="settle_seconds"):
        IntakeEnvironment.from_variables(variables | {"TOPIC_ARN": "t", "SETTLE_SECONDS": "soon"})
