"""Asks models: test prompts of a run, or prompts of a person, through Converse."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError
from msgspec import Struct

from cli.account import Account
from cli.errors import RunNotFound, error_code
from cli.run_documents import find_document, read_lines
from lifecycle import documents
from lifecycle.dataset.formats.conversation import Conversation, decode_conversation
from lifecycle.run import PreparedData, RunRecord

TEST_PROMPTS = 3
_INFERENCE = {"maxTokens": 256, "temperature": 0.0}


class Question(Struct, frozen=True):
    """`turns` are Converse messages, the last one of the user."""

    prompt: str
    system: list[dict[str, str]]
    turns: list[dict[str, Any]]
    reference: str | None


class Answer(Struct, frozen=True):
    """Either a text or the error that came instead."""

    text: str
    error: str | None = None

    @property
    def is_given(self) -> bool:
        return bool(self.text.strip())


class Comparison(Struct, frozen=True):
    prompt: str
    reference: str | None
    base: Answer
    custom: Answer


class ServedModel(Struct, frozen=True):
    """What Converse takes for the base model and for the custom one, and what it learned from."""

    base: str
    custom: str
    data: PreparedData


def served_model(account: Account, run_id: str) -> ServedModel:
    record = find_document(account, documents.run_record(run_id), RunRecord)
    if record is None or record.serving_arn is None:
        raise RunNotFound(
            f"the run {run_id} has no model in service",
            where=f"stage {account.stage}",
            fix="`tailor runs` lists the runs and what became of them",
        )
    return ServedModel(record.request.invoke_model, record.serving_arn, record.data)


def questions(account: Account, data: PreparedData, prompts: Sequence[str]) -> list[Question]:
    """The prompts, asked like those of the test set; without any, the first of the test set."""
    splits = (data.test, data.validation, data.training)
    held_out = next(split for split in splits if split and split.records)
    lines = islice(read_lines(account, held_out.key), TEST_PROMPTS)
    examples = [decode_conversation(line) for line in lines]
    if prompts:
        return [_asked(prompt, examples[0]) for prompt in prompts]
    return [_question(example) for example in examples]


def compare(account: Account, served: ServedModel, asked: Iterable[Question]) -> list[Comparison]:
    return [
        Comparison(
            prompt=question.prompt,
            reference=question.reference,
            base=_answer(account, served.base, question),
            custom=_answer(account, served.custom, question),
        )
        for question in asked
    ]


def _question(conversation: Conversation) -> Question:
    turns = [_turn(message.role, message.text) for message in conversation.messages[:-1]]
    return Question(conversation.prompt, _system(conversation), turns, conversation.answer)


def _asked(prompt: str, example: Conversation) -> Question:
    return Question(prompt, _system(example), [_turn("user", prompt)], None)


def _system(conversation: Conversation) -> list[dict[str, str]]:
    return [{"text": block.text} for block in conversation.system]


def _turn(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": [{"text": text}]}


def _answer(account: Account, model_id: str, question: Question) -> Answer:
    try:
        response: Any = account.bedrock_runtime.converse(
            modelId=model_id,
            system=question.system,  # type: ignore[arg-type]
            messages=question.turns,  # type: ignore[arg-type]
            inferenceConfig=_INFERENCE,  # type: ignore[arg-type]
        )
    except ClientError as error:
        message = error.response.get("Error", {}).get("Message", "")
        return Answer("", f"{error_code(error)}: {message}")
    blocks = response["output"]["message"]["content"]
    return Answer("\n".join(block["text"] for block in blocks if "text" in block))
