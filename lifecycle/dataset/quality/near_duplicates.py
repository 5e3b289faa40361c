"""Finds texts that share most of their five-word shingles with an earlier one.

Kept per text: a signature of 128 bytes, read as 16 keys of 8 bytes and, with a stride, as 16 more.
Texts with an equal key are candidates; those that their signatures leave in doubt are read again
and compared exactly.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from lifecycle.dataset.quality.signatures import (
    BINS,
    Hashes,
    Positions,
    Signatures,
    shingles_of,
    signatures,
)

SIMILAR = 0.8
BANDS = 16
KEY_BYTES = BINS // BANDS
READ_AGAIN_MAX = 4_096  # pairs: the most doubtful ones
SHINGLES_COMPARED_MAX = 2_048  # per text: bounds the memory; exact for texts up to that

_BATCH_CHARACTERS = 1 << 17
_BUCKET_COMPARED_WHOLE = 6
_PAIRS_AT_ONCE = 1 << 14
_TEXTS_AT_ONCE = 64
_NO_SHINGLE = np.uint64(0)
_LIKELY = 0.78  # the agreement of signatures that is enough where the texts are not read again
_DEVIATIONS = 3.5  # of the agreement from the similarity; beyond that there is no doubt

Shares = NDArray[np.float64]
Pairs = NDArray[np.intp]  # rows of (earlier, later): positions, from 0, among the texts added
ReadAgain = Callable[[Sequence[int]], Iterable[str]]


class NearDuplicates:
    """Takes the texts in order; then `pairs` says which are nearly an earlier one."""

    def __init__(self) -> None:
        self._signatures = bytearray()
        self._batch: list[str] = []
        self._batch_characters = 0

    def add(self, text: str) -> None:
        self._batch.append(text)
        self._batch_characters += len(text)
        if self._batch_characters >= _BATCH_CHARACTERS:
            self._sign()

    def pairs(self, read_again: ReadAgain) -> Pairs:
        """`read_again` gives the texts at ascending positions, in their order."""
        self._sign()
        signed = np.frombuffer(self._signatures, dtype=np.uint8).reshape(-1, BINS)
        candidates = _candidates(signed)
        agreement, deviation = _agreement(signed, candidates)
        similar = agreement >= _LIKELY
        doubtful = _most_doubtful(np.abs(agreement - SIMILAR) / deviation)
        similar[doubtful] = _similarity(candidates[doubtful], read_again) >= SIMILAR
        return candidates[similar]

    def _sign(self) -> None:
        self._signatures += signatures(self._batch).tobytes()
        self._batch, self._batch_characters = [], 0


def _candidates(signed: Signatures) -> Pairs:
    """Pairs that share a key. In a large bucket each text meets its neighbour and the first."""
    count = len(signed)
    found = np.zeros(0, dtype=np.intp)
    for keys in _key_columns(signed):
        order = np.argsort(keys, kind="stable")
        order = order[keys[order] != 0]
        found = np.union1d(found, _meetings(order, keys[order], count))
    return np.stack(np.divmod(found, max(count, 1)), axis=1)


def _key_columns(signed: Signatures) -> Iterator[Hashes]:
    for band in range(BANDS):
        yield _as_keys(signed[:, band * KEY_BYTES : (band + 1) * KEY_BYTES])
        yield _as_keys(signed[:, band::BANDS])


def _as_keys(columns: Signatures) -> Hashes:
    return np.ascontiguousarray(columns).view("<u8").reshape(-1)


def _meetings(order: Positions, keys: Hashes, count: int) -> Positions:
    """Each as earlier * count + later."""
    _, first, sizes = np.unique(keys, return_index=True, return_counts=True)
    size, start = np.repeat(sizes, sizes), np.repeat(first, sizes)
    here = np.arange(len(order))
    large = np.flatnonzero((size > _BUCKET_COMPARED_WHOLE) & (here > start))
    met = [order[start[large]] * count + order[large]]
    for lag in range(1, _BUCKET_COMPARED_WHOLE):
        near = here[lag:][here[lag:] - lag >= start[lag:]]
        near = near[(size[near] <= _BUCKET_COMPARED_WHOLE) | (lag == 1)]
        met.append(order[near - lag] * count + order[near])
    return np.concatenate(met)


def _agreement(signed: Signatures, pairs: Pairs) -> tuple[Shares, Shares]:
    """The share of equal bytes, and its standard deviation for texts as similar as SIMILAR."""
    agreement, filled = np.zeros(len(pairs)), np.ones(len(pairs))
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        one, other = signed[pairs[part, 0]], signed[pairs[part, 1]]
        agreement[part] = np.count_nonzero(one == other, axis=1) / BINS
        filled[part] = np.count_nonzero(np.diff(np.sort(one, axis=1), axis=1), axis=1) + 1
    return agreement, np.sqrt(SIMILAR * (1 - SIMILAR) / filled)


def _most_doubtful(deviations: Shares) -> Positions:
    order = np.argsort(deviations, kind="stable")[:READ_AGAIN_MAX]
    return order[deviations[order] <= _DEVIATIONS]


def _similarity(pairs: Pairs, read_again: ReadAgain) -> Shares:
    positions = np.unique(pairs).tolist()
    shingles = dict(zip(positions, _least_shingles(read_again(positions)), strict=True))
    return np.array([_jaccard(shingles[one], shingles[other]) for one, other in pairs.tolist()])


def _least_shingles(texts: Iterable[str]) -> Iterator[Hashes]:
    remaining = iter(texts)
    while batch := list(islice(remaining, _TEXTS_AT_ONCE)):
        hashes, text_of = shingles_of(batch)
        for own in np.split(hashes, np.searchsorted(text_of, range(1, len(batch)))):
            own.sort()
            yield own[np.diff(own, prepend=_NO_SHINGLE) != 0][:SHINGLES_COMPARED_MAX].copy()


def _jaccard(one: Hashes, other: Hashes) -> float:
    """Exact where neither text had to be cut; else over the least shingles of both."""
    both = np.sort(np.concatenate((one, other)))
    shared = both[1:] == both[:-1]  # what both have stands there twice
    if max(len(one), len(other)) == SHINGLES_COMPARED_MAX:
        distinct = np.cumsum(~shared)
        shared = shared[: np.searchsorted(distinct, SHINGLES_COMPARED_MAX - 1, side="right")]
    count = np.count_nonzero(shared)
    return count / (len(shared) + 1 - count)
