"""Counts what must not be learned: credentials, and data that identifies a person."""

import re
from collections.abc import Iterator
from enum import StrEnum

from lifecycle.dataset.quality.personal_data import (
    count_card_numbers,
    count_emails,
    count_ibans,
    count_phone_numbers,
)


class Sensitive(StrEnum):
    """The values are parts of finding codes."""

    AWS_KEY = "aws-key"
    PRIVATE_KEY = "private-key"
    WEB_TOKEN = "web-token"  # noqa: S105 - the name of a kind
    API_TOKEN = "api-token"  # noqa: S105 - the name of a kind
    URL_PASSWORD = "url-password"  # noqa: S105 - the name of a kind
    CARD_NUMBER = "card-number"
    IBAN = "iban"
    EMAIL = "email"
    PHONE_NUMBER = "phone-number"


def sensitive_in(text: str) -> dict[Sensitive, int]:
    """How often each kind occurs. What was found is not returned, so that nobody can echo it."""
    data = text.encode("utf-8", "replace")
    found = _personal_data_in(text, data.translate(_SHAPES))
    for kind in _credentials_in(text, data):
        found[kind] = found.get(kind, 0) + 1
    return {kind: count for kind, count in found.items() if count} if found else found


def _credentials_in(text: str, data: bytes) -> Iterator[Sensitive]:
    if "@" in text:
        yield from (Sensitive.URL_PASSWORD for _ in _URL_PASSWORD.finditer(text))
    if "PRIVATE KEY-----" in text:
        yield from (Sensitive.PRIVATE_KEY for _ in _PRIVATE_KEY.finditer(text))
    runs = data.translate(_RUNS)
    if _LONG_RUN in runs:
        starts = (run.start() for run in _RUN.finditer(runs))
        tokens = (_TOKEN.match(data, start) for start in starts)
        yield from (Sensitive[str(token.lastgroup)] for token in tokens if token)


def _personal_data_in(text: str, shape: bytes) -> dict[Sensitive, int]:
    found = {}
    grouped = _DIGIT_GROUPS in shape
    if "@" in text:
        found[Sensitive.EMAIL] = count_emails(_URL_PASSWORD.sub(" ", text))
    if grouped or _MANY_DIGITS in shape:
        found[Sensitive.CARD_NUMBER] = count_card_numbers(text)
    if grouped or "+" in text:
        found[Sensitive.PHONE_NUMBER] = count_phone_numbers(text)
    if _IBAN_START in shape:
        found[Sensitive.IBAN] = count_ibans(text)
    return found


# Gates: translating a text and looking for a fixed string costs a hundredth of the expressions.
_LONG_RUN = b"w" * 20
_RUN = re.compile(_LONG_RUN + b"w*")
_RUNS = bytes(ord("w" if re.match(rb"[\w-]", bytes([code])) else " ") for code in range(256))
_SHAPES = bytes.maketrans(
    b"0123456789" + b"ABCDEFGHIJKLMNOPQRSTUVWXYZ" + b"-.", b"0" * 10 + b"A" * 26 + b"  "
)
_DIGIT_GROUPS = b"000 000"
_MANY_DIGITS = b"0" * 13
_IBAN_START = b"AA00"

_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY-----")
_URL_PASSWORD = re.compile(r"://[^\s/:@]{1,64}:[^\s/:@]{3,128}@")

# All start where a long run of word characters and hyphens starts, so nothing is searched twice.
# Sources: the formats that each provider documents.
_TOKEN = re.compile(
    rb"""
      (?P<AWS_KEY>   (?:AKIA|ASIA)[A-Z2-7]{16}(?![\w-])
                   | (?i:aws_secret_access_key)["']?\s{0,3}[:=]\s{0,3}["']?
                     [\w/+]{40}(?![\w/+]))
    | (?P<WEB_TOKEN> eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,})
    | (?P<API_TOKEN> gh[oprsu]_[A-Za-z0-9]{36} | github_pat_\w{60,}       # GitHub
                   | glpat-[\w-]{20,}                                    # GitLab
                   | xox[abeoprs]-[\w-]{20,}                             # Slack
                   | [rs]k_live_[A-Za-z0-9]{20,}                         # Stripe
                   | sk-(?=[\w-]{0,80}[0-9])[\w-]{32,}                   # model providers
                   | AIza[\w-]{35}                                       # Google
                   | hf_[A-Za-z0-9]{30,}                                 # Hugging Face
                   | npm_[A-Za-z0-9]{36} | pypi-[\w-]{50,}               # package registries
                   | ABSK[A-Za-z0-9+/]{60,})                             # Amazon Bedrock
    """,
    re.VERBOSE,
)
