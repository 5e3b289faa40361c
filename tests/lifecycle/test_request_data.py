"""Invocation logs as data: what is accepted, and that the API takes it."""

from typing import Any

import msgspec
import pytest

from lifecycle.distillation import invocation_logs_config
from lifecycle.request_data import InvocationLogs, MetadataFilters
from tests.botocore_model import misfits, shape, violations

SOURCE = "s3://acme-logs/bedrock/AWSLogs/"


def logs(**fields: Any) -> InvocationLogs:
    return msgspec.convert({"source": SOURCE, **fields}, InvocationLogs)


@pytest.mark.parametrize(
    "filters",
    [
        {"equals": {"team": "support"}},
        {"not_equals": {"team": "support"}},
        {"all_of": [{"equals": {"team": "support"}}, {"not_equals": {"stage": "test"}}]},
        {"any_of": [{"equals": {"a key": "1/2:3=4@5+6$7.8-9_"}}]},
        {"any_of": [{"equals": {"k" * 256: "v" * 256}}] * 16},
        {"equals": {"team": ""}},
    ],
)
@pytest.mark.parametrize("use_prompt_response", [True, False])
def test_the_api_takes_what_is_accepted(filters: dict, use_prompt_response: bool) -> None:
    asked = invocation_logs_config(
        logs(metadata_filters=filters, use_prompt_response=use_prompt_response)
    )
    config = shape("bedrock", "InvocationLogsConfig")
    assert misfits(asked, config) == ""
    assert list(violations(asked, config)) == []
    assert asked["usePromptResponse"] is use_prompt_response


def test_operators_are_named_as_the_api_names_them() -> None:
    both = [{"equals": {"a": "1"}}, {"not_equals": {"b": "2"}}]
    asked = invocation_logs_config(logs(metadata_filters={"all_of": both}))
    assert asked["requestMetadataFilters"] == {
        "andAll": [{"equals": {"a": "1"}}, {"notEquals": {"b": "2"}}]
    }
    asked = invocation_logs_config(logs(metadata_filters={"any_of": both}))
    assert list(asked["requestMetadataFilters"]) == ["orAll"]


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"equals": {"a": "1"}, "not_equals": {"b": "2"}},
        {"equals": {"a": "1", "b": "2"}},
        {"equals": {}},
        {"all_of": []},
        {"all_of": [{}]},
        {"all_of": [{"equals": {"a": "1"}}] * 17},
        {"all_of": [{"all_of": [{"equals": {"a": "1"}}]}]},
        {"equals": {"a": "ü"}},
        {"equals": {"a": "1\n;"}},
        {"equals": {"": "1"}},
        {"equals": {"k" * 257: "1"}},
        {"equals": {"a": 7}},
    ],
)
def test_filters_that_the_api_does_not_take_are_refused(filters: dict) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(filters, MetadataFilters)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "bedrock/",
        "https://acme-logs/bedrock/",
        "s3://Acme/logs/",
        "s3://acme-logs/dt=1/",
        "s3://acme-logs/a b/",
        "s3://acme-logs//a/",
        "s3://acme-logs/a/\n",
    ],
)
def test_a_source_that_the_api_does_not_take_is_refused(source: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="source"):
        logs(source=source)
