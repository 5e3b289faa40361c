"""Splits a training set by prompt, so that no prompt is both learned and validated on."""

import math
from collections.abc import Sequence

VALIDATION_SHARE = 0.1


def choose_validation(prompt_digests: Sequence[bytes], minimum_training: int) -> frozenset[int]:
    """Positions of the records to validate on: about a tenth of the distinct prompts.

    Equal prompts stay together. The digest orders the prompts, so the choice follows from the data
    alone. Empty where the rest would fall below `minimum_training`.
    """
    prompts = sorted(set(prompt_digests))
    wanted = math.ceil(len(prompts) * VALIDATION_SHARE)
    chosen = set(prompts[:wanted])
    positions = frozenset(i for i, digest in enumerate(prompt_digests) if digest in chosen)
    enough_left = len(prompt_digests) - len(positions) >= minimum_training
    return positions if enough_left else frozenset()
