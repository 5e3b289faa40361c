"""Records of an image in Amazon S3 and what it shows."""

from typing import Any

from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.datasets.fields import filled_text
from local.bedrock.datasets.media import Look
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import Prompt


def image_caption_examples(
    record: dict[str, Any], rules: CustomizationRules, look: Look
) -> list[Example]:
    """What is learned is to say what an image shows."""
    image = look(filled_text(record, "image-ref"))
    return [Example(Prompt("", "", (image,)), filled_text(record, "caption"))]
