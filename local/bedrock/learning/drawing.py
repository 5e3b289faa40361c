"""Pictures for a caption: coarse patches in the colours that the model has seen with such words.

It is no image generator. For each part of the picture the colour is taken under which the caption
is most probable to the model that learned to caption images; where it has seen nothing, gray.
"""

from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image as Pillow

from local.bedrock.learning.gradient import cross_entropy
from local.bedrock.learning.images import (
    COLOURED_PARTS,
    Colour,
    all_colours,
    colour_feature,
    shown_as,
)
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.learning.lessons import Example, Lessons
from local.bedrock.learning.prompts import Floats, Prompt

_GRAY = (128, 128, 128)
_GRAIN = 6
"""Most by which a seed changes the brightness of a pixel, of 255."""


def draw(model: LanguageModel, caption: str, size: tuple[int, int], seed: int) -> bytes:
    """A PNG of this width and height."""
    columns, rows = COLOURED_PARTS
    colours = [_colour(model, caption, place) for place in range(columns * rows)]
    patches = np.array(colours, np.uint8).reshape(rows, columns, 3)
    smooth = np.asarray(Pillow.fromarray(patches).resize(size, Pillow.Resampling.BILINEAR))
    chance = np.random.default_rng(seed)
    grain = chance.integers(-_GRAIN, _GRAIN + 1, size=(*smooth.shape[:2], 1))
    picture = np.clip(smooth.astype(np.int16) + grain, 0, 255).astype(np.uint8)
    buffer = BytesIO()
    Pillow.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


def _colour(model: LanguageModel, caption: str, place: int) -> Colour:
    features = list(_known_colours(model, place))
    if not features:
        return _GRAY
    losses = _losses(model, caption, [feature for feature, _ in features])
    return shown_as(features[int(losses.argmin())][1])


def _known_colours(model: LanguageModel, place: int) -> Iterator[tuple[int, Colour]]:
    for colour in all_colours():
        feature = colour_feature(place, colour)
        if model.familiarity.occurrences[feature] > 0:
            yield feature, colour


def _losses(model: LanguageModel, caption: str, features: list[int]) -> Floats:
    """Of the caption, one for each feature that a picture may have."""
    prompts = [Prompt("", "", (frozenset({feature}),)) for feature in features]
    lessons = Lessons(
        [Example(prompt, caption) for prompt in prompts], model.vocabulary, model.familiarity
    )
    batch = lessons.batch(range(len(lessons)))
    losses = np.zeros(len(features), np.float32)
    np.add.at(losses, batch.answer, cross_entropy(model.weights, batch))
    return losses
