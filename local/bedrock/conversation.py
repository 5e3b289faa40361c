"""A conversation as the model is asked to continue it."""

from collections.abc import Sequence
from dataclasses import replace

from local.bedrock.learning.prompts import Image, Prompt


def prompt_of(system: Sequence[str], turns: Sequence[str], images: Sequence[Image] = ()) -> Prompt:
    """The last turn is the question, all before it is background."""
    *earlier, question = turns
    return Prompt("\n".join([*system, *earlier]), question, tuple(images))


def reasoning_prompt(prompt: Prompt) -> Prompt:
    """Asks for the reasoning that comes before the answer."""
    return replace(prompt, background=f"reasoning\n{prompt.background}")
