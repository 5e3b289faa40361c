"""A conversation as the model is asked to continue it."""

from collections.abc import Sequence

from local.bedrock.learning.prompts import Image, Prompt


def prompt_of(system: Sequence[str], turns: Sequence[str], images: Sequence[Image] = ()) -> Prompt:
    """The last turn is the question, all before it is background."""
    *earlier, question = turns
    return Prompt("\n".join([*system, *earlier]), question, tuple(images))
