"""Records of text without questions or answers, for continued pre-training."""

from typing import Any

from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.datasets.fields import filled_text
from local.bedrock.datasets.media import Look
from local.bedrock.learning.lessons import LONGEST_ANSWER, Example
from local.bedrock.learning.prompts import Prompt
from local.bedrock.learning.vocabulary import tokens


def raw_text_examples(
    record: dict[str, Any], rules: CustomizationRules, look: Look
) -> list[Example]:
    """The text in pieces that are learned whole."""
    found = tokens(filled_text(record, "input"))
    pieces = (found[at : at + LONGEST_ANSWER] for at in range(0, len(found), LONGEST_ANSWER))
    return [Example(Prompt("", ""), "".join(piece)) for piece in pieces]
