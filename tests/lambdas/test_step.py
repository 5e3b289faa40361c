"""What every step shares."""

import json
from io import StringIO

import msgspec
import pytest
from botocore.exceptions import ReadTimeoutError

from lambdas import prepare_data
from lambdas.step import step
from lifecycle.errors import QuotaReached, TransientServiceError
from lifecycle.run.reference import RunReference


def test_an_input_without_the_run_is_refused_by_name() -> None:
    with pytest.raises(msgspec.ValidationError, match="run_id"):
        prepare_data.handler({}, None)


def test_a_lost_connection_is_a_transient_error() -> None:
    @step
    def handler(_: RunReference) -> None:
        raise ReadTimeoutError(endpoint_url="https://bedrock")

    with pytest.raises(TransientServiceError, match="connection to AWS failed"):
        handler({"run_id": "job-1"}, None)


def test_a_failed_step_logs_its_code_its_run_and_its_own_name(logs: StringIO) -> None:
    @step
    def handler(_: RunReference) -> None:
        raise QuotaReached("ten jobs run already")

    with pytest.raises(QuotaReached):
        handler({"run_id": "job-1"}, None)
    (line,) = map(json.loads, logs.getvalue().splitlines())
    assert line["run_id"] == "job-1"
    assert line["code"] == QuotaReached.code
    assert line["step"] == "test_step"
    assert "ten jobs" in line["reason"]


def test_a_result_is_plain_json() -> None:
    @step
    def handler(reference: RunReference) -> RunReference:
        return reference

    assert handler({"run_id": "job-1"}, None) == {"run_id": "job-1"}
