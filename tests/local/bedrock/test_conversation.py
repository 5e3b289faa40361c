from local.bedrock.conversation import prompt_of
from local.bedrock.learning.prompts import Prompt


def test_the_last_turn_is_the_question_and_all_before_it_background():
    assert prompt_of(["Be kind."], ["Hi", "Hello", "How?"]) == Prompt("Be kind.\nHi\nHello", "How?")
