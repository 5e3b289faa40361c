"""What a service answers when it refuses."""

import pytest
from botocore.exceptions import ClientError

from lifecycle.refusal import error_code, error_message, unless_refused

ABSENT = ClientError({"Error": {"Code": "NotFound"}}, "HeadObject")


def test_a_refusal_has_a_code_and_a_message() -> None:
    answer = {"Error": {"Code": "AccessDenied", "Message": "not you"}}
    refusal = ClientError(answer, "HeadObject")
    assert (error_code(refusal), error_message(refusal)) == ("AccessDenied", "not you")


def test_a_refusal_without_a_body_has_an_unknown_code_and_no_message() -> None:
    refusal = ClientError({}, "HeadObject")
    assert (error_code(refusal), error_message(refusal)) == ("Unknown", "")


def test_a_refusal_that_was_foreseen_is_no_answer() -> None:
    assert unless_refused(lambda: "found", {"NotFound"}) == "found"
    assert unless_refused(lambda: _raise(ABSENT), {"NotFound"}) is None


@pytest.mark.parametrize("error", [ABSENT, KeyError("NotFound")])
def test_any_other_error_is_raised(error: Exception) -> None:
    with pytest.raises(type(error), match="NotFound"):
        unless_refused(lambda: _raise(error), {"AccessDenied"})


def _raise(error: Exception) -> None:
    raise error
