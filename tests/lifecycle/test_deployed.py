"""What a request names must be deployed or configured; the refusal says what is."""

import pytest

from lifecycle.deployed import require_deployed_grader, require_readable_logs
from lifecycle.errors import RequestInvalid
from lifecycle.request_data import InvocationLogs

SOURCES = ("s3://acme-logs/bedrock/", "s3://all-of-it/")


def test_an_unknown_grader_is_refused_with_those_there_are() -> None:
    require_deployed_grader("exact-answer", ["json-schema", "exact-answer"])
    with pytest.raises(RequestInvalid, match="no grader 'exact'") as refused:
        require_deployed_grader("exact", ["json-schema", "exact-answer"])
    assert refused.value.fix == "use one of: exact-answer, json-schema"


def test_without_any_grader_the_refusal_says_where_they_come_from() -> None:
    with pytest.raises(RequestInvalid, match="graders/"):
        require_deployed_grader("exact-answer", [])


@pytest.mark.parametrize(
    "source", ["s3://acme-logs/bedrock/", "s3://acme-logs/bedrock", "s3://all-of-it/AWSLogs/1/"]
)
def test_logs_below_a_configured_prefix_are_readable(source: str) -> None:
    require_readable_logs(InvocationLogs(source), SOURCES)


@pytest.mark.parametrize(
    "source", ["s3://acme-logs/", "s3://acme-logs/bedrock-of-others/", "s3://all-of-it-2/"]
)
def test_logs_elsewhere_are_refused_with_what_to_configure(source: str) -> None:
    with pytest.raises(RequestInvalid, match="not configured") as refused:
        require_readable_logs(InvocationLogs(source), SOURCES)
    assert "s3://acme-logs/bedrock/, s3://all-of-it/" in refused.value.why
    assert "settings.py" in refused.value.fix
