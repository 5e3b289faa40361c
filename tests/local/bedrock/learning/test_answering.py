import pytest

from local.bedrock.learning.answering import answer, token_count
from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.prompts import Prompt

PROMPT = Prompt("", "Tell me something about the garden.")


def test_an_answer_stops_at_the_limit_of_its_tokens():
    found = answer(foundation_model(), PROMPT, max_tokens=3)
    assert (found.tokens, found.stop_reason) == (3, "max_tokens")


def test_an_answer_ends_at_a_stop_sequence():
    free = answer(foundation_model(), PROMPT, max_tokens=100)
    word = free.text.split()[2]
    found = answer(foundation_model(), PROMPT, max_tokens=100, stop_sequences=[word])
    assert found.stop_reason == "stop_sequence"
    assert found.text.endswith(word)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("Hello, world", 3), ("a_1", 3)])
def test_words_digits_and_marks_are_counted_as_tokens(text, count):
    assert token_count(text) == count
