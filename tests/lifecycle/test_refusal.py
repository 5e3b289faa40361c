"""What a service answers when it refuses."""

from botocore.exceptions import ClientError

from lifecycle.refusal import error_code, error_message


def test_a_refusal_has_a_code_and_a_message() -> None:
    answer = {"Error": {"Code": "AccessDenied", "Message": "not you"}}
    refusal = ClientError(answer, "HeadObject")
    assert (error_code(refusal), error_message(refusal)) == ("AccessDenied", "not you")


def test_a_refusal_without_a_body_has_an_unknown_code_and_no_message() -> None:
    refusal = ClientError({}, "HeadObject")
    assert (error_code(refusal), error_message(refusal)) == ("Unknown", "")
