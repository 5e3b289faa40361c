"""Records in the formats that hold examples to learn from."""

from collections.abc import Callable
from typing import Any

from local.bedrock.customization_rules import CustomizationRules, RecordFormat
from local.bedrock.datasets.claude_messages import claude_messages_examples
from local.bedrock.datasets.converse import converse_examples
from local.bedrock.datasets.fields import assert_unreserved
from local.bedrock.datasets.image_caption import image_caption_examples
from local.bedrock.datasets.media import Look
from local.bedrock.datasets.prompt_completion import prompt_completion_examples
from local.bedrock.datasets.raw_text import raw_text_examples
from local.bedrock.datasets.reading import read_records
from local.bedrock.learning.lessons import Example

_Format = Callable[[dict[str, Any], CustomizationRules, Look], list[Example]]

_FORMATS: dict[RecordFormat, _Format] = {
    "claude-messages": claude_messages_examples,
    "converse": converse_examples,
    "image-caption": image_caption_examples,
    "prompt-completion": prompt_completion_examples,
    "raw-text": raw_text_examples,
}


def read_examples(
    body: bytes, uri: str, rules: CustomizationRules, look: Look
) -> list[list[Example]]:
    """One list of examples per record."""

    def examples_of(record: dict[str, Any]) -> list[Example]:
        examples = _FORMATS[rules.record_format](record, rules, look)
        for each in examples:
            texts = (each.prompt.background, each.prompt.question, each.answer)
            assert_unreserved(texts, rules.reserved_words)
        return examples

    return read_records(body, uri, examples_of)
