"""Records of a prompt and its completion."""

from typing import Any

from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.datasets.fields import filled_text
from local.bedrock.datasets.media import Look
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import Prompt


def prompt_completion_examples(
    record: dict[str, Any], rules: CustomizationRules, look: Look
) -> list[Example]:
    prompt, completion = filled_text(record, "prompt"), filled_text(record, "completion")
    return [Example(Prompt("", prompt), completion)]
