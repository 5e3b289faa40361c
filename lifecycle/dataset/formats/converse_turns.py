"""What is wrong with the turns of a conversation: their order, their parts, their emptiness."""

from collections.abc import Iterator

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.formats.conversation import (
    SCHEMA_VERSION,
    ContentBlock,
    Conversation,
    Message,
)
from lifecycle.dataset.formats.texts import empty_text, is_blank
from lifecycle.dataset.formats.turn_order import order_problems
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules


def turn_problems(record: Conversation, rules: DatasetRules) -> Iterator[Problem]:
    if record.schemaVersion != SCHEMA_VERSION:
        yield from _version_problems(record.schemaVersion, rules)
    if rules.max_system_blocks and len(record.system) > rules.max_system_blocks:
        yield Problem(
            code="system-blocks",
            path="$.system",
            message=f"{len(record.system)} system texts, allowed is {rules.max_system_blocks}",
            fix="join them into one",
            source=rules.source,
        )
    yield from order_problems([message.role for message in record.messages], rules)
    if record.toolConfig and not rules.tools:
        yield _tools("$.toolConfig", rules)
    for place, block in enumerate(record.system):
        if is_blank(block.text):
            yield empty_text(f"$.system[{place}].text", rules.source)


def _version_problems(found: str, rules: DatasetRules) -> Iterator[Problem]:
    if not found and rules.schema_version == "fixed-if-present":
        return
    refused = rules.schema_version != "any"
    yield Problem(
        code="schema-version",
        path="$.schemaVersion",
        message=f"schemaVersion is not {SCHEMA_VERSION}",
        fix="nothing to do: the prepared set has the standard one"
        if not refused
        else f"write {SCHEMA_VERSION}",
        source=rules.source if refused else "Forge",
        severity=Severity.ERROR if refused else Severity.WARNING,
        found=found,
    )


def block_problems(record: Conversation, rules: DatasetRules) -> Iterator[Problem]:
    for turn, message in enumerate(record.messages):
        path = f"$.messages[{turn}].content"
        if not any(map(_says_something, message.content)):
            yield empty_text(path, rules.source)
        if rules.text_only and [_parts(block) for block in message.content] != [["text"]]:
            yield Problem(
                code="not-one-text",
                path=path,
                message="the turn is not one text",
                fix='write "content": [{"text": …}]',
                source=rules.source,
            )
        for place, block in enumerate(message.content):
            yield from _block_problems(f"{path}[{place}]", message, block, rules)


def _block_problems(
    path: str, message: Message, block: ContentBlock, rules: DatasetRules
) -> Iterator[Problem]:
    if sum(map(bool, _present(block))) != 1:
        yield Problem(
            code="content-block",
            path=path,
            message=f"the block has {', '.join(_parts(block)) or 'nothing'}",
            fix="put each part into a block of its own",
            source=rules.source,
        )
    if (block.toolUse or block.toolResult) and not rules.tools:
        yield _tools(path, rules)
    if block.reasoningContent and not (rules.reasoning and message.role == "assistant"):
        yield Problem(
            code="reasoning",
            path=f"{path}.reasoningContent",
            message="reasoning is not allowed here"
            if rules.reasoning
            else "the model is not trained on reasoning",
            fix="reasoning belongs into the assistant's turns"
            if rules.reasoning
            else "leave it out",
            source=rules.source,
        )


def _parts(block: ContentBlock) -> list[str]:
    return [
        name
        for name, is_there in zip(block.__struct_fields__, _present(block), strict=True)
        if is_there
    ]


def _present(block: ContentBlock) -> tuple[object, ...]:
    """In the order of the fields."""
    return (
        block.text is not None,
        block.image,
        block.video,
        block.document,
        block.reasoningContent,
        block.toolUse,
        block.toolResult,
    )


def _says_something(block: ContentBlock) -> bool:
    if block.text is not None:
        return not is_blank(block.text)
    return any(_present(block))


def _tools(path: str, rules: DatasetRules) -> Problem:
    return Problem(
        code="tools",
        path=path,
        message="the guide does not support tools for this model; the job might fail",
        fix="write tool calls as text, or leave them out",
        source=rules.source,
        severity=Severity.WARNING,
    )
