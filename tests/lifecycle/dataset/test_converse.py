"""Conversations: what is asked, what is answered."""

import pytest

from lifecycle.dataset.converse import (
    SCHEMA_VERSION,
    decode_conversation,
    with_standard_schema_version,
)
from tests.lifecycle.dataset.records import line, message


def test_the_last_two_turns_are_the_prompt_and_the_answer() -> None:
    conversation = decode_conversation(line("hi", "hello", "2 + 2?", "Four."))
    assert (conversation.prompt, conversation.answer) == ("2 + 2?", "Four.")


def test_the_texts_of_a_turn_are_read_as_lines() -> None:
    messages = [message("user", "a", "b"), message("assistant", "c", "d")]
    conversation = decode_conversation(line(messages=messages))
    assert (conversation.prompt, conversation.answer) == ("a\nb", "c\nd")


def test_only_the_schema_version_is_made_standard() -> None:
    odd = decode_conversation(line("a", "b", schemaVersion="odd", system=[{"text": "s"}]))
    standard = with_standard_schema_version(odd)
    assert standard.schemaVersion == SCHEMA_VERSION
    assert (standard.messages, standard.system) == (odd.messages, odd.system)


def test_records_that_differ_in_their_answer_alone_have_one_prompt() -> None:
    lines = [line("a", "b"), line("a", "c"), line("a", "b", schemaVersion="x")]
    assert len({decode_conversation(one).prompt_digest for one in lines}) == 1


@pytest.mark.parametrize(
    "other",
    [
        line("A", "b"),
        line("a", "b", "c", "d"),
        line("a", "b", system=[{"text": "be brief"}]),
    ],
)
def test_records_that_ask_something_else_have_another_prompt(other: bytes) -> None:
    asked = decode_conversation(line("a", "b")).prompt_digest
    assert decode_conversation(other).prompt_digest != asked
