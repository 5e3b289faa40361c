"""Texts as MinHash signatures: one permutation, 128 bins of one byte, over five-word shingles."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SHINGLE_WORDS = 5
BINS = 128

Hashes = NDArray[np.uint64]
Positions = NDArray[np.intp]
Signatures = NDArray[np.uint8]  # one row of BINS bytes per text

_WORD_BYTES = bytes(code if code >= 128 or chr(code).isalnum() else 0 for code in range(256))
_UNSPACED_SCRIPT = re.compile("([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
_LOAD = 8  # bytes of a word that are hashed at once
_FIRST_BYTES = np.array([(1 << 8 * count) - 1 for count in range(_LOAD + 1)], dtype=np.uint64)
_MULTIPLIER = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_PLACES = [np.uint64(0x9E3779B97F4A7C15 * (2 * place + 1) % 2**64) for place in range(8)]
_BIN_SHIFT = np.uint64(57)
_NONE = np.uint64(2**57)  # above every value that a bin can hold


class Shingles(NamedTuple):
    """`texts` says of each hash which text of the batch it comes from; it ascends."""

    hashes: Hashes
    texts: Positions


def signatures(texts: Sequence[str]) -> Signatures:
    """A text of fewer than SHINGLE_WORDS words has no shingle: its row is of zeros."""
    shingles = shingles_of(texts)
    least = np.full(len(texts) * BINS, _NONE, dtype=np.uint64)
    bins = (shingles.hashes >> _BIN_SHIFT).astype(np.intp)
    np.minimum.at(least, shingles.texts * BINS + bins, shingles.hashes & (_NONE - np.uint64(1)))
    return _filled(least.reshape(-1, BINS))


def shingles_of(texts: Sequence[str]) -> Shingles:
    """Every run of five words, whatever their case and what stands between them."""
    encoded = [_words_only(text) for text in texts]
    words, starts = _words(b"\0" + b"\0".join(encoded) + bytes(_LOAD + 1))
    sizes = np.fromiter(map(len, encoded), dtype=np.intp, count=len(encoded))
    text_of_word = np.searchsorted(np.cumsum(sizes + 1), starts - 1, side="right")
    count = max(len(words) - SHINGLE_WORDS + 1, 0)
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE_WORDS):
        hashes += words[place : place + count] * _PLACES[place]
    inside = text_of_word[:count] == text_of_word[SHINGLE_WORDS - 1 :][:count]
    return Shingles(_mixed(hashes[inside]), text_of_word[:count][inside])


def _words_only(text: str) -> bytes:
    lowered = text.lower()
    if not lowered.isascii():
        lowered = _UNSPACED_SCRIPT.sub(r" \1 ", lowered)
    return lowered.encode("utf-8", "surrogatepass").translate(_WORD_BYTES)


def _words(codes: bytes) -> tuple[Hashes, Positions]:
    """The hash and the start of each run of non-zero bytes; zeros stand around and between."""
    solid = np.frombuffer(codes, dtype=np.uint8) != 0
    edges = np.flatnonzero(solid[1:] != solid[:-1]) + 1
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    loads = np.ndarray(len(codes) - _LOAD + 1, dtype="<u8", buffer=codes, strides=1)
    hashes = _mixed(loads[starts] & _FIRST_BYTES[np.minimum(lengths, _LOAD)])
    done, longer = _LOAD, np.flatnonzero(lengths > _LOAD)
    while len(longer):
        rest = np.minimum(lengths[longer] - done, _LOAD)
        more = loads[starts[longer] + done] & _FIRST_BYTES[rest]
        hashes[longer] = _mixed(hashes[longer] * _PLACES[-1] ^ more)
        done += _LOAD
        longer = longer[lengths[longer] > done]
    return hashes, starts


def _mixed(hashes: Hashes) -> Hashes:
    """Spreads every bit over all 64, in place."""
    for _ in range(2):
        hashes ^= hashes >> _HALF
        hashes *= _MULTIPLIER
    hashes ^= hashes >> _HALF
    return hashes


def _filled(least: Hashes) -> Signatures:
    """An empty bin takes the byte of the first full one in its own fixed order of the bins.

    Source: Shrivastava, "Optimal Densification for Fast and Accurate Minwise Hashing" (2017).
    """
    full = least != _NONE
    signed = np.where(full, least, np.uint64(0)).astype(np.uint8)
    rows, bins = np.nonzero(~full & full.any(axis=1, keepdims=True))
    for attempt in range(BINS):
        if not len(rows):
            break
        source = _ORDERS[bins, attempt]
        found = full[rows, source]
        signed[rows[found], bins[found]] = signed[rows[found], source[found]]
        rows, bins = rows[~found], bins[~found]
    return signed


_ORDERS = np.argsort(_mixed(np.arange(1, BINS * BINS + 1, dtype=np.uint64)).reshape(BINS, BINS))
