"""Answers that teach nothing, or break what the prompt demands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.quality.answers import AnswerFault, answer_faults, demands_json, is_json

PROMPT = "Explain in two sentences why the sky is blue, so that a child of six understands it."


def faults(answer: str, prompt: str = PROMPT, system: str = "") -> list[AnswerFault]:
    return answer_faults(system, prompt, answer)


@pytest.mark.parametrize(
    "answer", ["N/A", "n/a.", "TODO", "...", "-", "null", "None", "[object Object]"]
)
def test_a_placeholder_is_no_answer(answer: str) -> None:
    assert faults(answer) == [AnswerFault.PLACEHOLDER]


@pytest.mark.parametrize("answer", ["No", "7", "Paris", "x = 4", "C", "nothing", "None of them."])
def test_a_short_answer_is_an_answer(answer: str) -> None:
    assert faults(answer) == []


@pytest.mark.parametrize("answer", [PROMPT, PROMPT.upper(), f"  {PROMPT}\n", f"{PROMPT} Because."])
def test_an_answer_that_repeats_the_prompt_is_found(answer: str) -> None:
    assert faults(answer) == [AnswerFault.COPIES_PROMPT]


@pytest.mark.parametrize("answer", ["The sky scatters blue light.", PROMPT[:40], PROMPT[20:] + "!"])
def test_an_answer_of_its_own_is_none(answer: str) -> None:
    assert faults(answer) == []


DEMANDS = [
    "Respond in JSON.",
    "Return a valid JSON object with the keys name and age.",
    "Please respond with a JSON for a function call.",
    "ONLY output the resulting JSON structure and nothing else.",
    "Extract the entities as JSON",
    "Answer in json format",
    "Reply with JSON only.",
    "Your output must be valid JSON.",
]
MENTIONS = [
    "What is JSON?",
    "Write Python code that reads a JSON file.",
    "Convert this JSON to YAML: {}",
    "Explain the difference between JSON and XML.",
    "Why does my json parser fail?",
]


@pytest.mark.parametrize("prompt", DEMANDS)
def test_a_prompt_that_demands_json_wants_json(prompt: str) -> None:
    assert demands_json(prompt)
    assert faults("Jane is 30.", prompt) == [AnswerFault.NOT_JSON]
    assert faults("Jane is 30.", system=prompt) == [AnswerFault.NOT_JSON]
    assert faults('{"name": "Jane"}', prompt) == []


@pytest.mark.parametrize("prompt", MENTIONS)
def test_a_prompt_about_json_does_not(prompt: str) -> None:
    assert not demands_json(prompt)


@pytest.mark.parametrize(
    "answer",
    ["{'name': 1}", '{"a": 1', '{"a": 1} and more', "plain", "42", '"text"', "", "[" * 100_000],
)
def test_what_no_parser_takes_is_no_json(answer: str) -> None:
    assert not is_json(answer)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ).filter(lambda value: isinstance(value, (dict, list)))
)
def test_an_object_or_array_is_json_with_and_without_a_fence(value: object) -> None:
    assert is_json(json.dumps(value))
    assert is_json(f"```json\n{json.dumps(value, indent=2)}\n```")
