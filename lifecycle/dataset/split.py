"""Splits a training set by prompt, so that no prompt is both learned and validated on."""

from collections.abc import Collection
from functools import partial
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

ONE_IN = 10


class Prompt(NamedTuple):
    """Of one record: where it stands, what it asks, and how much."""

    line: int
    hash: int
    characters: int


def choose_validation(
    prompts: Collection[Prompt], minimum_training: int, seed: int = 0
) -> frozenset[int]:
    """The lines of the records to validate on: of ten distinct prompts of like length, one.

    Equal prompts stay together. The data and the seed decide, the order of the records does not.
    Empty where the rest would fall below `minimum_training`.
    """
    distinct = sorted({(prompt.characters, prompt.hash) for prompt in prompts})
    alike = (distinct[start : start + ONE_IN] for start in range(0, len(distinct), ONE_IN))
    chosen = {
        min((prompt_hash for _, prompt_hash in some), key=partial(_lot, seed)) for some in alike
    }
    lines = frozenset(prompt.line for prompt in prompts if prompt.hash in chosen)
    enough_left = len(prompts) - len(lines) >= minimum_training
    return lines if len(distinct) > 1 and enough_left else frozenset()


def _lot(seed: int, prompt_hash: int) -> int:
    return xxh3_64_intdigest(prompt_hash.to_bytes(8), seed)
