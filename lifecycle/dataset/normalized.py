"""Texts without what a reader would not call a difference: case, spacing, ASCII punctuation."""

import string

from xxhash import xxh3_64_intdigest

_LOWER_CASE = bytes(range(256)).lower()
_LEFT_OUT = (string.whitespace + string.punctuation).encode()


def normalized_hash(text: bytes) -> int:
    """Of a text in UTF-8."""
    plain = text if text.isascii() else text.decode().casefold().encode()
    return xxh3_64_intdigest(plain.translate(_LOWER_CASE, _LEFT_OUT))
