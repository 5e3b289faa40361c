"""Secrets and personal data: counted, told from what only looks like them, never repeated."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.quality.secrets import Sensitive, sensitive_in

# In parts, so that nobody's scanner takes these tests for a leak.
AWS_ACCESS_KEY = "AKIA" + "Q3EGRIZ7ABCD2345"
AWS_SECRET_KEY = "aws_secret_access_key = " + "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzzz"
WEB_TOKEN = "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0"
TOKENS = [
    "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a",
    "github" + "_pat_11ABCDEFG0123456789abc_" + "x" * 59,
    "glpat" + "-abcdefghij0123456789",
    "xoxb" + "-123456789012-123456789012-abcdefghijkl",
    "sk" + "_live_abcdefghijklmnopqrstuvwx",
    "sk" + "-proj-abcdefghij0123456789abcdefghij0123456789",
    "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "hf" + "_abcdefghijklmnopqrstuvwxyzABCDEFGH",
    "npm" + "_abcdefghijklmnopqrstuvwxyz0123456789",
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("AKIA" + "IOSFODNN7EXAMPLE", Sensitive.AWS_KEY),
        (AWS_ACCESS_KEY, Sensitive.AWS_KEY),
        (AWS_ACCESS_KEY.replace("AKIA", "ASIA"), Sensitive.AWS_KEY),
        (AWS_SECRET_KEY, Sensitive.AWS_KEY),
        ("-----BEGIN PRIVATE KEY-----", Sensitive.PRIVATE_KEY),
        ("-----BEGIN RSA PRIVATE KEY-----", Sensitive.PRIVATE_KEY),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", Sensitive.PRIVATE_KEY),
        (WEB_TOKEN, Sensitive.WEB_TOKEN),
        *((token, Sensitive.API_TOKEN) for token in TOKENS),
        ("postgres://admin:hunter22@db.internal/app", Sensitive.URL_PASSWORD),
        ("4111 1111 1111 1111", Sensitive.CARD_NUMBER),
        ("4111111111111111", Sensitive.CARD_NUMBER),
        ("5555-5555-5555-4444", Sensitive.CARD_NUMBER),
        ("3782 822463 10005", Sensitive.CARD_NUMBER),
        ("DE89 3704 0044 0532 0130 00", Sensitive.IBAN),
        ("GB29NWBK60161331926819", Sensitive.IBAN),
        ("NO93 8601 1117 947", Sensitive.IBAN),
        ("DE89 3704 0044 0532 0130 00 EUR 12", Sensitive.IBAN),
        ("jane.doe+list@mail.acme.co.uk", Sensitive.EMAIL),
        ("+49 30 901820", Sensitive.PHONE_NUMBER),
        ("+84 912 345 678", Sensitive.PHONE_NUMBER),
        ("+1 (212) 867-5309", Sensitive.PHONE_NUMBER),
        ("(212) 867-5309", Sensitive.PHONE_NUMBER),
        ("212-867-5309", Sensitive.PHONE_NUMBER),
        ("0912 345 678", Sensitive.PHONE_NUMBER),
    ],
)
def test_what_must_not_be_learned_is_counted(text: str, kind: Sensitive) -> None:
    assert sensitive_in(f"Here: {text}.") == {kind: 1}
    assert sensitive_in(f'é"{text}", and again {text} ') == {kind: 2}


@pytest.mark.parametrize(
    "text",
    [
        "AKIA and more",
        "-----BEGIN PUBLIC KEY-----",
        "eyJ is how a token starts",
        "ghp_tooshort",
        "a-long-name-with-hyphens-and_underscores_in_it",
        "sk-this-is-a-name-that-has-no-digit-in-it-at-all",
        "4111 1111 1111 1112",
        "0000 0000 0000 0000",
        "order 1234567890123456",
        "DE89 3704 0044 0532 0130 01",
        "ZZ89 3704 0044 0532 0130 00",
        "someone@example.com",
        "someone@example.org",
        "@property def x",
        "a @ b.c",
        "package@1.2.3",
        "2020-2021 and 2022-2023",
        "100 000 000 people",
        "12:30:45.123456",
        "555-0123",
        "212-555-0123",
        "1 + 123456789",
        "https://example.com:8080/path",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert sensitive_in(text) == {}


@pytest.mark.parametrize("card", ["4111111111111111", "5555555555554444", "378282246310005"])
@pytest.mark.parametrize("place", range(1, 15))
def test_one_wrong_digit_makes_it_no_card(card: str, place: int) -> None:
    wrong = str((int(card[place]) + 1) % 10)
    assert Sensitive.CARD_NUMBER not in sensitive_in(card[:place] + wrong + card[place + 1 :])


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    assert all(count > 0 for count in sensitive_in(text).values())


@given(st.text(), st.text())
def test_a_key_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert sensitive_in(f"{before} {AWS_ACCESS_KEY} {after}")[Sensitive.AWS_KEY] == 1


HOSTILE = [
    "eyJ-", "a@", "1 ", "+1 ", "w", "sk-", "AA00 ", "://a:", "-----BEGIN ", "000 000 ", "a.a@a.",
    "eyJaaaaaaaaaaaaaaaaaaaaaaaa.", "xoxb-", "AA00AA00",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_no_text_makes_the_search_slow(unit: str) -> None:
    """Twice the text takes about twice the time, not four times: seconds against milliseconds."""
    started = time.process_time()
    sensitive_in(unit * (500_000 // len(unit)) + "@")
    assert time.process_time() - started < 2
