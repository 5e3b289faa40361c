"""Request and response bodies of InvokeModel, by family, as the providers document them."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from local.bedrock.errors import ValidationException
from local.bedrock.inference.completion import MOST_TOKENS, Completion, Question
from local.bedrock.inference.converse import MALFORMED

Body = dict[str, Any]
Found = TypeVar("Found")


class Schema(NamedTuple):
    read: Callable[[Body], Question]
    """Raises KeyError, TypeError or ValueError for another schema."""
    write: Callable[[Completion], Body]


def parsed(content: bytes) -> Body:
    try:
        body = json.loads(content)
    except ValueError as problem:
        raise ValidationException(MALFORMED) from problem
    if not isinstance(body, dict):
        raise ValidationException(MALFORMED)
    return body


def understood(read: Callable[[Body], Found], body: Body) -> Found:
    try:
        return read(body)
    except (KeyError, TypeError, ValueError) as problem:
        raise ValidationException(f"Malformed input request: {problem}.") from problem


def schema_of(family: str, body: Body) -> Schema:
    """Of imported models callers choose between two, by the name of the limit they set."""
    if family == "imported":
        return _OPENAI if "max_tokens" in body else _LLAMA
    return _SCHEMAS[family]


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a text must be a string that is not empty")
    return value


def _limit(value: Any) -> int:
    if not isinstance(value, int) or value < 1:
        raise ValueError("the most tokens must be a whole number above 0")
    return value


def _prompt(text: str, limit: str) -> Callable[[Body], Question]:
    """The text and its limit under these names, and nothing else to ask."""

    def read(body: Body) -> Question:
        stops: list[str] = body.get("stop_sequences", [])
        return Question(
            turns=(_text(body[text]),),
            max_tokens=_limit(body.get(limit, MOST_TOKENS)),
            stop_sequences=stops,
        )

    return read


def _llama_answer(completion: Completion) -> Body:
    answer = completion.answer
    return {
        "generation": answer.text,
        "prompt_token_count": completion.input_tokens,
        "generation_token_count": answer.tokens,
        "stop_reason": "length" if answer.stop_reason == "max_tokens" else "stop",
    }


def _openai_answer(completion: Completion) -> Body:
    answer = completion.answer
    reason = "length" if answer.stop_reason == "max_tokens" else "stop"
    return {
        "object": "text_completion",
        "choices": [{"index": 0, "text": answer.text, "finish_reason": reason}],
        "usage": {
            "prompt_tokens": completion.input_tokens,
            "completion_tokens": answer.tokens,
            "total_tokens": completion.input_tokens + answer.tokens,
        },
    }


def _cohere_answer(completion: Completion) -> Body:
    answer = completion.answer
    reason = "MAX_TOKENS" if answer.stop_reason == "max_tokens" else "COMPLETE"
    return {"generations": [{"text": answer.text, "finish_reason": reason}]}


def _titan_question(body: Body) -> Question:
    limits = body.get("textGenerationConfig", {})
    return Question(
        turns=(_text(body["inputText"]),),
        max_tokens=_limit(limits.get("maxTokenCount", MOST_TOKENS)),
        stop_sequences=tuple(limits.get("stopSequences", ())),
    )


def _titan_answer(completion: Completion) -> Body:
    answer = completion.answer
    reason = "LENGTH" if answer.stop_reason == "max_tokens" else "FINISH"
    return {
        "inputTextTokenCount": completion.input_tokens,
        "results": [
            {
                "tokenCount": answer.tokens,
                "outputText": answer.text,
                "completionReason": reason,
            }
        ],
    }


def _claude_question(body: Body) -> Question:
    messages = body["messages"]
    roles = [message["role"] for message in messages]
    if not roles or roles != [("user", "assistant")[at % 2] for at in range(len(roles))]:
        raise ValueError("roles must alternate between user and assistant, starting with user")
    if roles[-1] != "user" or "anthropic_version" not in body:
        raise ValueError("anthropic_version and a last message of the user are required")
    return Question(
        system=(_text(body["system"]),) if "system" in body else (),
        turns=tuple(_claude_text(message["content"]) for message in messages),
        max_tokens=_limit(body["max_tokens"]),
        stop_sequences=tuple(body.get("stop_sequences", ())),
    )


def _claude_text(content: Any) -> str:
    if isinstance(content, list):
        return "\n".join(_text(block["text"]) for block in content if block["type"] == "text")
    return _text(content)


def _claude_answer(completion: Completion) -> Body:
    answer = completion.answer
    return {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": answer.text}],
        "stop_reason": answer.stop_reason,
        "usage": {"input_tokens": completion.input_tokens, "output_tokens": answer.tokens},
    }


_LLAMA = Schema(_prompt("prompt", "max_gen_len"), _llama_answer)
_OPENAI = Schema(_prompt("prompt", "max_tokens"), _openai_answer)
_SCHEMAS = {
    "llama": _LLAMA,
    "cohere": Schema(_prompt("prompt", "max_tokens"), _cohere_answer),
    "titan-text": Schema(_titan_question, _titan_answer),
    "claude": Schema(_claude_question, _claude_answer),
}
