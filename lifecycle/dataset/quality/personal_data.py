"""Counts card numbers, IBANs, e-mail addresses and phone numbers, checked as far as they can be."""

import re

_CARD_CANDIDATE = re.compile(r"(?<![\w.])[0-9](?:[ -]?[0-9]){12,18}(?![\w])")
_CARD_ISSUER = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]|2[2-7])\d{14}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[68]\d)\d{11}"  # Diners Club
    r"|(?:6011|65\d\d|64[4-9]\d|35\d\d)\d{12}"  # Discover, JCB
    r"|62\d{14,17}"  # UnionPay
)

_IBAN_CANDIDATE = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2})([0-9]{2}[A-Z0-9 ]{11,40})")
# Source: the IBAN registry of SWIFT (ISO 13616).
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL", 19: "MK SI", 20: "AT BA EE KZ LT LU XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS", 23: "AE GI IL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "PT", 26: "IS TR", 27: "FR GR IT MC SM",
        28: "AL AZ CY DO GT HU LB PL", 29: "BR PS QA UA", 30: "JO KW MU", 31: "MT",
    }.items()
    for country in countries.split()
}  # fmt: skip

# It starts with a literal, so that the search runs at memchr's speed; example domains (RFC 2606)
# are nobody's.
_EMAIL = re.compile(
    r"@(?<=[A-Za-z0-9_+-]@)(?!example\.)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,3}"
    r"\.(?!example\b|invalid\b|test\b)[A-Za-z]{2,24}\b"
)

# International; North American; national with a leading zero. 555-01xx is for fiction.
_PHONE = re.compile(
    r"(?<![\w+])\+[1-9](?:[ ().-]{0,2}[0-9]){7,14}(?![0-9])"
    r"|(?<![\w.+-])\(?[2-9][0-9]{2}\)?[ .-](?!555[ .-]01)[2-9][0-9]{2}[ .-][0-9]{4}(?![\w-])"
    r"|(?<![\w.+-])0[1-9][0-9]{1,2}[ .-][0-9]{3}[ .-][0-9]{3,4}(?![\w-])"
)


def count_card_numbers(text: str) -> int:
    return sum(_is_card_number(found) for found in _CARD_CANDIDATE.findall(text))


def count_ibans(text: str) -> int:
    return sum(_is_iban(country, rest) for country, rest in _IBAN_CANDIDATE.findall(text))


def count_emails(text: str) -> int:
    return len(_EMAIL.findall(text))


def count_phone_numbers(text: str) -> int:
    return len(_PHONE.findall(text))


def _is_card_number(candidate: str) -> bool:
    digits = candidate.replace(" ", "").replace("-", "")
    return _CARD_ISSUER.fullmatch(digits) is not None and _passes_luhn(digits)


def _passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: every second digit from the right counts double, as the sum of its digits."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _is_iban(country: str, rest: str) -> bool:
    """ISO 13616: rearranged and with letters as numbers from 10, it is 1 modulo 97."""
    own = rest.replace(" ", "")[: _IBAN_LENGTHS.get(country, 0) - 2]
    if len(own) + 2 != _IBAN_LENGTHS.get(country):
        return False
    moved = own[2:] + country + own[:2]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1
