"""A question as every request body asks it, and what the language model says to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from local.bedrock.conversation import prompt_of
from local.bedrock.learning.answering import Answer, answer, token_count
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.learning.prompts import Image

MOST_TOKENS = 256
"""Of an answer, if the request sets no limit."""


@dataclass(frozen=True, kw_only=True)
class Question:
    turns: tuple[str, ...]
    """At least one; the last is the user's."""
    system: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    max_tokens: int = MOST_TOKENS
    stop_sequences: Sequence[str] = ()


@dataclass(frozen=True)
class Completion:
    answer: Answer
    input_tokens: int


def complete(model: LanguageModel, asked: Question) -> Completion:
    found = answer(
        model,
        prompt_of(asked.system, asked.turns, asked.images),
        max_tokens=asked.max_tokens,
        stop_sequences=asked.stop_sequences,
    )
    return Completion(found, sum(map(token_count, (*asked.system, *asked.turns))))
