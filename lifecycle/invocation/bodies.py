"""The request and response bodies of InvokeModel, for each family that does not take Converse."""

import base64
from collections.abc import Callable
from typing import Any, NamedTuple

from lifecycle.invocation.question import Question

Read = Callable[[str], bytes]
"""The bytes at an S3 address."""
IMAGE_SIDE = 512
"""In pixels: the smallest square that all Titan image generators make."""


class Body(NamedTuple):
    """`request` takes the most tokens that an answer may have; `answer` gives it as text, or what
    there is to say about it."""

    request: Callable[[Question, Read, int], dict[str, Any]]
    answer: Callable[[dict[str, Any]], str]


def _titan_text(question: Question, _: Read, max_tokens: int) -> dict[str, Any]:
    return {
        "inputText": question.prompt,
        "textGenerationConfig": {"maxTokenCount": max_tokens, "temperature": 0.0},
    }


def _titan_text_answer(body: dict[str, Any]) -> str:
    return "\n".join(result["outputText"] for result in body.get("results", [])).strip()


def _cohere_command(question: Question, _: Read, max_tokens: int) -> dict[str, Any]:
    return {"prompt": question.prompt, "max_tokens": max_tokens, "temperature": 0.0}


def _cohere_command_answer(body: dict[str, Any]) -> str:
    return "\n".join(each["text"] for each in body.get("generations", [])).strip()


def _titan_image(question: Question, _: Read, _max_tokens: int) -> dict[str, Any]:
    """From the caption alone: the image of the record is what was learned from."""
    return {
        "taskType": "TEXT_IMAGE",
        "textToImageParams": {"text": question.prompt},
        "imageGenerationConfig": {
            "numberOfImages": 1,
            "width": IMAGE_SIDE,
            "height": IMAGE_SIDE,
            "seed": 0,
        },
    }


def _titan_image_answer(body: dict[str, Any]) -> str:
    images = [base64.b64decode(image) for image in body.get("images", [])]
    return ", ".join(f"an image of {len(image):,} bytes" for image in images if image)


def _titan_embedding(question: Question, read: Read, _: int) -> dict[str, Any]:
    body: dict[str, Any] = {"inputText": question.prompt}
    for uri in question.images[:1]:
        body["inputImage"] = base64.b64encode(read(uri)).decode()
    return body


def _titan_embedding_answer(body: dict[str, Any]) -> str:
    """A vector of zeros says nothing about anything."""
    vector = body.get("embedding") or []
    return f"a vector of {len(vector):,} numbers" if any(vector) else ""


def _completion(question: Question, _: Read, max_tokens: int) -> dict[str, Any]:
    return {"prompt": question.prompt, "max_gen_len": max_tokens, "temperature": 0.0}


def _completion_answer(body: dict[str, Any]) -> str:
    return str(body.get("generation", "")).strip()


BODIES = {
    "titan-text": Body(_titan_text, _titan_text_answer),
    "titan-image": Body(_titan_image, _titan_image_answer),
    "titan-embedding": Body(_titan_embedding, _titan_embedding_answer),
    "cohere-command": Body(_cohere_command, _cohere_command_answer),
    "completion": Body(_completion, _completion_answer),
}
