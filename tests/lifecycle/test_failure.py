"""What Step Functions caught."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.failure import range_failure, reason
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.scanned import ByteRange, FailedRange, LogRange, ScanRange, TextRange


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ('{"errorMessage": "TLR-602: full", "errorType": "QuotaReached"}', "TLR-602: full"),
        ('{"errorType": "Sandbox.Timedout"}', '{"errorType": "Sandbox.Timedout"}'),
        ('{"errorMessage": 7}', '{"errorMessage": 7}'),
        ("[]", "[]"),
        ("TLR-301: the customization ended", "TLR-301: the customization ended"),
        ("", "no reason was given"),
    ],
)
def test_the_reason_is_the_message_within_the_cause_or_the_cause(cause: str, expected: str) -> None:
    assert reason(cause) == expected


FILES = tuple(ObjectVersion(f"{name}.txt", "v1", '"etag"', 10) for name in "abc")
FOLDER = ObjectVersion("corpus/", "", "", 30)


@pytest.mark.parametrize(
    ("part", "named"),
    [
        (ByteRange(4, "training", FILES[0], 0, 1_000), "range 4 (bytes 0 to 1,000 of a.txt)"),
        (TextRange(5, "training", FOLDER, FILES), "range 5 (a.txt to c.txt)"),
        (
            TextRange(5, "training", FOLDER, FILES[:1], 10, 20),
            "range 5 (bytes 10 to 20 of a.txt)",
        ),
        (LogRange(6, "logs", FILES[1:2]), "range 6 (b.txt)"),
    ],
)
@pytest.mark.parametrize(
    ("error", "message", "what"),
    [
        ("Sandbox.Timedout", "Task timed out after 120.00 seconds", "ran out of time"),
        ("Runtime.ExitError", "Runtime exited with error: signal: killed", "ran out of memory"),
        ("Runtime.ExitError", "Runtime exited with error: exit status 1", "was killed"),
        ("Runtime.OutOfMemory", "", "ran out of memory"),
        ("Lambda.Unknown", "no error type", "failed"),
    ],
)
def test_a_killed_function_is_told_of_by_its_range_and_its_end(
    part: ScanRange, named: str, error: str, message: str, what: str
) -> None:
    cause = msgspec.json.encode({"errorMessage": message}).decode()
    failure = range_failure(FailedRange("run", part, error, cause))
    assert failure.reason == f"{named}: its function {what} ({error}: {message})"
    assert (failure.number, failure.error) == (part.number, error)


def test_a_function_that_knew_what_was_wrong_has_the_word() -> None:
    part = ByteRange(4, "training", FILES[0], 0, 1_000)
    cause = '{"errorMessage": "TLR-105: version v1 is gone"}'
    failed = FailedRange("run", part, "DataChanged", cause)
    assert range_failure(failed).reason == "TLR-105: version v1 is gone"


@given(st.text(max_size=100))
def test_every_cause_gives_a_reason(cause: str) -> None:
    assert reason(cause)
