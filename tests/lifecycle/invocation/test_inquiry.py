"""Inquiries: calls that botocore's model of the runtime accepts, and answers read from each."""

import base64
import io
import json
from typing import Any

import pytest

from lifecycle.invocation.family import Invocation
from lifecycle.invocation.inquiry import MAX_TOKENS, Inquiry, inquire
from lifecycle.invocation.question import Question, question_in, user_question
from tests.botocore_model import misfits, operation_model, violations

OPERATIONS = {"converse": "Converse", "invoke_model": "InvokeModel"}
MODEL = "arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/0123456789ab"
IMAGE = b"\x89PNG"
CAPTION = b'{"image-ref": "s3://b/runs/x/cat.png", "caption": "a cat"}'
WITH_IMAGE = question_in(CAPTION, "image-caption")
PLAIN = user_question("2 + 2?", ("be brief",))


def read(uri: str) -> bytes:
    assert uri == "s3://b/runs/x/cat.png"
    return IMAGE


def body_of(inquiry: Inquiry) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(inquiry.parameters["body"])
    return body


@pytest.mark.parametrize("question", [PLAIN, WITH_IMAGE])
@pytest.mark.parametrize(
    "invocation",
    ["converse", "titan-text", "titan-image", "titan-embedding", "cohere-command", "completion"],
)
def test_the_runtime_accepts_every_inquiry(invocation: Invocation, question: Question) -> None:
    inquiry = inquire(invocation, question, read)
    shape = operation_model("bedrock-runtime", OPERATIONS[inquiry.operation]).input_shape
    asked = {"modelId": MODEL, **inquiry.parameters}
    assert misfits(asked, shape) == ""
    assert list(violations(asked, shape)) == []


def test_a_conversation_is_asked_with_the_bytes_of_its_images() -> None:
    parameters = inquire("converse", WITH_IMAGE, read).parameters
    _, image = parameters["messages"][0]["content"]
    assert image == {"image": {"format": "png", "source": {"bytes": IMAGE}}}
    assert parameters["inferenceConfig"] == {"maxTokens": MAX_TOKENS, "temperature": 0.0}


def test_a_video_stays_at_its_address() -> None:
    video = {"format": "mp4", "source": {"s3Location": {"uri": "s3://b/v.mp4"}}}
    question = Question([{"role": "user", "content": [{"video": video}]}])
    assert inquire("converse", question, read).parameters["messages"] == question.messages


def test_tools_come_along_where_there_are_some() -> None:
    tools = {"tools": [{"toolSpec": {"name": "add", "inputSchema": {"json": {}}}}]}
    question = Question(PLAIN.messages, tool_config=tools)
    assert inquire("converse", question, read).parameters["toolConfig"] == tools
    assert "toolConfig" not in inquire("converse", PLAIN, read).parameters


@pytest.mark.parametrize(
    ("invocation", "body"),
    [
        (
            "titan-text",
            {
                "inputText": "2 + 2?",
                "textGenerationConfig": {"maxTokenCount": MAX_TOKENS, "temperature": 0.0},
            },
        ),
        (
            "cohere-command",
            {"prompt": "2 + 2?", "max_tokens": MAX_TOKENS, "temperature": 0.0},
        ),
        ("completion", {"prompt": "2 + 2?", "max_gen_len": MAX_TOKENS, "temperature": 0.0}),
        ("titan-embedding", {"inputText": "2 + 2?"}),
    ],
)
def test_a_family_is_asked_in_its_own_body(invocation: Invocation, body: dict[str, Any]) -> None:
    inquiry = inquire(invocation, PLAIN, read)
    assert inquiry.operation == "invoke_model"
    assert body_of(inquiry) == body


def test_an_image_is_asked_for_by_its_caption_alone() -> None:
    body = body_of(inquire("titan-image", WITH_IMAGE, read))
    assert body["taskType"] == "TEXT_IMAGE"
    assert body["textToImageParams"] == {"text": "a cat"}
    assert body["imageGenerationConfig"]["numberOfImages"] == 1


def test_an_image_and_its_caption_are_embedded_together() -> None:
    body = body_of(inquire("titan-embedding", WITH_IMAGE, read))
    assert base64.b64decode(body["inputImage"]) == IMAGE
    assert body["inputText"] == "a cat"


@pytest.mark.parametrize(
    ("invocation", "body", "answer"),
    [
        ("titan-text", {"results": [{"outputText": " Four. "}]}, "Four."),
        ("titan-text", {"results": [{"outputText": "\n"}]}, ""),
        ("titan-text", {"results": []}, ""),
        ("cohere-command", {"generations": [{"text": "Four."}]}, "Four."),
        ("cohere-command", {"generations": []}, ""),
        ("completion", {"generation": " Four."}, "Four."),
        ("completion", {}, ""),
        ("titan-image", {"images": [base64.b64encode(IMAGE).decode()]}, "an image of 4 bytes"),
        ("titan-image", {"images": [""]}, ""),
        ("titan-image", {"error": "blocked"}, ""),
        ("titan-embedding", {"embedding": [0.5, 0.0]}, "a vector of 2 numbers"),
        ("titan-embedding", {"embedding": [0.0, 0.0]}, ""),
        ("titan-embedding", {"embedding": []}, ""),
    ],
)
def test_an_answer_is_read_from_the_body_of_its_family(
    invocation: Invocation, body: dict[str, Any], answer: str
) -> None:
    response = {"body": io.BytesIO(json.dumps(body).encode())}
    assert inquire(invocation, PLAIN, read).answer(response) == answer


@pytest.mark.parametrize(
    ("blocks", "answer"),
    [
        ([{"text": "Four."}], "Four."),
        ([{"text": " "}], ""),
        ([], ""),
        ([{"reasoningContent": {"reasoningText": {"text": "hm"}}}], ""),
        ([{"toolUse": {"toolUseId": "1", "name": "add", "input": {}}}], "calls add"),
    ],
)
def test_an_answer_of_a_conversation_is_its_text_or_its_call(
    blocks: list[dict[str, Any]], answer: str
) -> None:
    response = {"output": {"message": {"role": "assistant", "content": blocks}}}
    assert inquire("converse", PLAIN, read).answer(response) == answer
