"""What Step Functions caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.failure import reason


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


@given(st.text(max_size=100))
def test_every_cause_gives_a_reason(cause: str) -> None:
    assert reason(cause)
