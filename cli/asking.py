"""Asks models: test prompts of a run, or prompts of a person, the way each model is asked."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError
from msgspec import Struct

from cli.account import Account
from cli.errors import RunNotFound
from cli.run_documents import find_document, read_landed_lines, read_lines, read_object
from lifecycle import documents
from lifecycle.catalog import load_catalog
from lifecycle.dataset.rules import rules_for
from lifecycle.invocation.family import Invocation
from lifecycle.invocation.inquiry import Inquiry, inquire
from lifecycle.invocation.question import FOR_ANY_MODEL, Question, question_in, user_question
from lifecycle.refusal import error_code, error_message
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.prepared import PreparedData
from lifecycle.run.published import RunRecord

TEST_PROMPTS = 3


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
    base: Answer | None
    custom: Answer


class ServedModel(Struct, frozen=True):
    """`custom` is what Converse and InvokeModel take for it."""

    request: AcceptedRequest
    invocation: Invocation
    custom: str
    data: PreparedData | None

    @property
    def base(self) -> str:
        """Empty where the weights were trained elsewhere."""
        return self.request.invoke_model


def served_model(account: Account, run_id: str) -> ServedModel:
    record = find_document(account, documents.run_record(run_id), RunRecord)
    if record is None or record.serving_arn is None:
        raise RunNotFound(
            f"the run {run_id} has no model in service",
            where=f"stage {account.stage}",
            fix="`tailor runs` lists the runs and what became of them",
        )
    return ServedModel(record.request, record.invocation, record.serving_arn, record.data)


def questions(account: Account, served: ServedModel, prompts: Sequence[str]) -> list[Question]:
    """The prompts, asked like those of the test set; without any, the first of the test set."""
    if served.data is None:
        return _questions_of_import(account, served, prompts)
    held_out, request = served.data.held_out(), served.request
    format = rules_for(load_catalog(), request.invoke_model, request.technique).format
    lines = islice(read_lines(account, held_out.key), TEST_PROMPTS)
    examples = [question_in(line, format) for line in lines]
    return [user_question(prompt, examples[0].system) for prompt in prompts] or examples


def _questions_of_import(
    account: Account, served: ServedModel, prompts: Sequence[str]
) -> list[Question]:
    test = served.request.test
    if test is None:
        return [user_question(prompt) for prompt in prompts] or [FOR_ANY_MODEL]
    lines = islice(read_landed_lines(account, test), TEST_PROMPTS)
    examples = [question_in(line, "converse") for line in lines]
    return [user_question(prompt, examples[0].system) for prompt in prompts] or examples


def compare(account: Account, served: ServedModel, asked: Iterable[Question]) -> list[Comparison]:
    read = partial(read_object, account)
    inquiries = [(question, inquire(served.invocation, question, read)) for question in asked]
    return [
        Comparison(
            prompt=question.prompt,
            reference=question.reference,
            base=_answer(account, served.base, inquiry) if served.base else None,
            custom=_answer(account, served.custom, inquiry),
        )
        for question, inquiry in inquiries
    ]


def _answer(account: Account, model_id: str, inquiry: Inquiry) -> Answer:
    ask: Callable[..., Any] = getattr(account.bedrock_runtime, inquiry.operation)
    try:
        return Answer(inquiry.answer(ask(modelId=model_id, **inquiry.parameters)))
    except ClientError as error:
        return Answer("", f"{error_code(error)}: {error_message(error)}")
