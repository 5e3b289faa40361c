"""Request bodies of Titan's image models: pictures for a text, embeddings of texts and images."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from local.bedrock.errors import NotEmulated
from local.bedrock.learning.answering import token_count
from local.bedrock.learning.drawing import draw
from local.bedrock.learning.embeddings import image_embedding, mean_embedding, text_embedding
from local.bedrock.learning.images import ImageUnreadable, see
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.learning.prompts import Image

Body = dict[str, Any]
_LENGTHS = (256, 384, 1024)
_MOST_PICTURES, _LONGEST_SIDE, _USUAL_SIDE = 5, 1_408, 1_024


def embedded(model: LanguageModel, body: Body) -> Body:
    """Of both a text and an image: the mean of the two, as the service does."""
    length = body.get("embeddingConfig", {}).get("outputEmbeddingLength", 1024)
    if length not in _LENGTHS:
        raise ValueError(f"outputEmbeddingLength must be one of {', '.join(map(str, _LENGTHS))}")
    text, found = body.get("inputText", ""), []
    if text:
        found.append(text_embedding(text, length))
    if "inputImage" in body:
        found.append(image_embedding(model, _image(body["inputImage"]), length))
    if not found:
        raise ValueError("inputText or inputImage is required")
    embedding = [float(number) for number in mean_embedding(found)]
    return {"embedding": embedding, "inputTextTokenCount": token_count(text), "message": None}


def drawn(model: LanguageModel, body: Body) -> Body:
    if body["taskType"] != "TEXT_IMAGE":
        raise NotEmulated(f"The stand-in does not emulate {body['taskType']} of Titan Image.")
    caption = body["textToImageParams"]["text"]
    if not isinstance(caption, str) or not caption:
        raise ValueError("textToImageParams.text must be a string that is not empty")
    wanted = body.get("imageGenerationConfig", {})
    size = (_side(wanted.get("width", _USUAL_SIDE)), _side(wanted.get("height", _USUAL_SIDE)))
    pictures = wanted.get("numberOfImages", 1)
    if pictures not in range(1, _MOST_PICTURES + 1):
        raise ValueError(f"numberOfImages must be between 1 and {_MOST_PICTURES}")
    seeds = range(wanted.get("seed", 0), wanted.get("seed", 0) + pictures)
    images = [b64encode(draw(model, caption, size, seed)).decode() for seed in seeds]
    return {"images": images, "error": None}


def _image(encoded: str) -> Image:
    try:
        return see(b64decode(encoded, validate=True))
    except ImageUnreadable as problem:
        raise ValueError("inputImage is no image") from problem


def _side(value: Any) -> int:
    if value not in range(64, _LONGEST_SIDE + 1):
        raise ValueError(f"width and height must be between 64 and {_LONGEST_SIDE}")
    side: int = value
    return side


TASKS: dict[str, Callable[[LanguageModel, Body], Body]] = {
    "titan-embedding": embedded,
    "titan-image": drawn,
}
