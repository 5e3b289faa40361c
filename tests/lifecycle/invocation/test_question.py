"""Questions: of each record format, everything before the answer, and the answer beside it."""

import json
from typing import Any

import pytest

from lifecycle.dataset.rules import FormatName
from lifecycle.invocation.question import CONTINUED_CHARACTERS, Question, question_in, user_question


def asked(format: FormatName, record: dict[str, Any]) -> Question:
    return question_in(json.dumps(record).encode(), format)


def turn(role: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "content": list(blocks)}


def text(words: str) -> dict[str, Any]:
    return {"text": words}


def media(kind: str, uri: str, format: str, **location: str) -> dict[str, Any]:
    source = {"s3Location": {"uri": uri, **location}}
    return {kind: {"format": format, "source": source}}


USER, ASSISTANT = turn("user", text("2 + 2?")), turn("assistant", text("4"))
RECORDS: dict[FormatName, dict[str, Any]] = {
    "converse": {"messages": [USER, ASSISTANT]},
    "distillation-prompts": {"messages": [USER]},
    "prompt-completion": {"prompt": "2 + 2?", "completion": "4"},
    "claude-messages": {
        "messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]
    },
    "rft-chat": {"messages": [{"role": "user", "content": "2 + 2?"}], "reference_answer": "4"},
    "pretraining-text": {"input": "2 + 2?"},
    "image-caption": {"image-ref": "s3://b/cat.png", "caption": "2 + 2?"},
}


@pytest.mark.parametrize("format", RECORDS)
def test_every_format_is_asked_by_its_last_user_turn(format: FormatName) -> None:
    question = asked(format, RECORDS[format])
    assert question.prompt == "2 + 2?"
    assert [message["role"] for message in question.messages] == ["user"]


@pytest.mark.parametrize("format", ["converse", "prompt-completion", "claude-messages"])
def test_the_answer_of_a_record_is_its_reference(format: FormatName) -> None:
    assert asked(format, RECORDS[format]).reference == "4"


@pytest.mark.parametrize("format", ["distillation-prompts", "rft-chat", "pretraining-text"])
def test_a_record_without_an_answer_has_no_reference(format: FormatName) -> None:
    assert asked(format, RECORDS[format]).reference is None


def test_earlier_turns_and_the_system_prompt_are_asked_too() -> None:
    record = {"system": [text("be brief")], "messages": [USER, ASSISTANT, USER, ASSISTANT]}
    question = asked("converse", record)
    assert question.messages == [USER, ASSISTANT, USER]
    assert question.system == ("be brief",)
    claude = {
        "system": "be brief",
        "messages": [
            {"role": role, "content": words}
            for role, words in (("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", ""))
        ],
    }
    question = asked("claude-messages", claude)
    assert [m["content"][0]["text"] for m in question.messages] == ["a", "b", "c"]
    assert question.system == ("be brief",)


def test_an_earlier_answer_is_asked_without_its_reasoning() -> None:
    thought = {"reasoningContent": {"reasoningText": {"text": "hm"}}}
    turns = [USER, turn("assistant", thought, text("4")), USER, turn("assistant", thought)]
    assert asked("converse", {"messages": turns}).messages[1] == ASSISTANT


def test_media_stand_at_their_addresses() -> None:
    blocks = [
        text("what is it?"),
        media("image", "s3://b/cat.png", "PNG", bucketOwner="111122223333"),
        media("image", "s3://b/dog.jpg", "jpeg"),
    ]
    question = asked("converse", {"messages": [turn("user", *blocks), ASSISTANT]})
    assert question.images == ("s3://b/cat.png", "s3://b/dog.jpg")
    _, cat, dog = question.messages[0]["content"]
    assert cat["image"]["format"] == "png"
    assert cat["image"]["source"]["s3Location"]["bucketOwner"] == "111122223333"
    assert dog == media("image", "s3://b/dog.jpg", "jpeg")


def test_a_document_gets_the_name_that_converse_wants() -> None:
    block = media("document", "s3://b/a.pdf", "pdf")
    (found,) = asked("converse", {"messages": [turn("user", block), ASSISTANT]}).messages[0][
        "content"
    ]
    assert found["document"]["name"] == "document-0"


def test_tools_are_asked_as_they_were_trained() -> None:
    use = {"toolUse": {"toolUseId": "1", "name": "add", "input": {"a": 2}}}
    result = {"toolResult": {"toolUseId": "1", "content": [{"text": "4"}]}}
    tools = {"tools": [{"toolSpec": {"name": "add", "inputSchema": {"json": {}}}}]}
    turns = [USER, turn("assistant", use), turn("user", result), ASSISTANT]
    question = asked("converse", {"messages": turns, "toolConfig": tools})
    assert question.messages == turns[:-1]
    assert question.tool_config == tools


@pytest.mark.parametrize("role", ["system", "developer"])
def test_the_system_turn_of_a_chat_line_is_the_system_prompt(role: str) -> None:
    messages = [{"role": role, "content": "be brief"}, {"role": "user", "content": [text("2?")]}]
    question = asked("rft-chat", {"messages": messages})
    assert question.system == ("be brief",)
    assert question.prompt == "2?"


def test_a_chat_line_that_ends_with_an_answer_is_asked_without_it() -> None:
    messages = [{"role": "user", "content": "2?"}, {"role": "assistant", "content": "2"}]
    assert len(asked("rft-chat", {"messages": messages}).messages) == 1


@pytest.mark.parametrize(
    ("extension", "format"), [("jpg", "jpeg"), ("JPEG", "jpeg"), ("png", "png")]
)
def test_the_image_of_a_caption_has_the_format_of_its_name(extension: str, format: str) -> None:
    record = {"image-ref": f"s3://b/cat.{extension}", "caption": "a cat"}
    (_, block) = asked("image-caption", record).messages[0]["content"]
    assert block["image"]["format"] == format


def test_of_a_long_text_the_beginning_is_gone_on_with() -> None:
    question = asked("pretraining-text", {"input": "x" * 10_000})
    assert len(question.prompt) == CONTINUED_CHARACTERS


def test_a_prompt_of_a_person_is_a_question_too() -> None:
    question = user_question("2 + 2?", ("be brief",))
    assert (question.prompt, question.system, question.images) == ("2 + 2?", ("be brief",), ())
