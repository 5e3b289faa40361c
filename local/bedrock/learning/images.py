"""Images as the model sees them: how the parts of a picture look, each part as a few features.

A part that looks nearly the same falls on the same features, whatever its letters mean: two prints
of one word are recognized, handwriting or a photograph hardly ever. Technique: random hyperplanes
(Charikar, 2002, "Similarity estimation techniques from rounding algorithms").
"""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import product

import numpy as np
from PIL import Image as Pillow
from PIL import ImageFilter

from local.bedrock.learning.prompts import HASHED, Floats, Image, bucket

_SIZE = (60, 40)
"""Width and height to which every image is brought."""
_PARTS = (8, 6)
"""Rows and columns of overlapping parts, each twice as high and wide as its share."""
_PART = (2 * _SIZE[1] // _PARTS[0], 2 * _SIZE[0] // _PARTS[1])
_HASHES, _PLANES = 4, 5
_BLUR = 1 / 120
"""Of the image's width: text may move by about that much and still look the same."""
_PLAIN = 8.0
"""Contrast (standard deviation of brightness, 0 to 255) below which there is nothing to see."""
COLOURED_PARTS = (3, 2)
"""Columns and rows of the parts whose colour is seen."""
_STEPS = 4
"""Of red, green and blue; colours within one step look the same."""
_STEP = 256 // _STEPS

Colour = tuple[int, int, int]


class ImageUnreadable(Exception):
    """The bytes are no image."""


def see(data: bytes) -> Image:
    """The features of a PNG, JPEG, GIF or WebP image."""
    try:
        picture = Pillow.open(BytesIO(data)).convert("RGB")
    except (OSError, SyntaxError, ValueError, Pillow.DecompressionBombError) as problem:
        raise ImageUnreadable("The image can't be read.") from problem
    return frozenset((*_shapes(picture), *_colours(picture)))


def _shapes(picture: Pillow.Image) -> Iterator[int]:
    blurred = picture.convert("L").filter(ImageFilter.GaussianBlur(picture.width * _BLUR))
    brightness: Floats = np.asarray(blurred.resize(_SIZE, Pillow.Resampling.BOX), np.float32)
    for row in range(_PARTS[0]):
        for column in range(_PARTS[1]):
            part = _part(brightness, row, column)
            if part.std() >= _PLAIN:
                for number, code in enumerate(_codes(part)):
                    yield bucket("shape", f"{row} {column} {number} {code}")


def _part(brightness: Floats, row: int, column: int) -> Floats:
    top = row * (_SIZE[1] - _PART[0]) // (_PARTS[0] - 1)
    left = column * (_SIZE[0] - _PART[1]) // (_PARTS[1] - 1)
    return brightness[top : top + _PART[0], left : left + _PART[1]]


def _codes(part: Floats) -> list[int]:
    """One per hash: on which side of each of its planes the part lies."""
    sides = _planes() @ (part - part.mean()).ravel() > 0
    codes: list[int] = (sides @ (1 << np.arange(_PLANES))).tolist()
    return codes


@cache
def _planes() -> Floats:
    shape = (_HASHES, _PLANES, _PART[0] * _PART[1])
    return np.random.default_rng(1).standard_normal(shape, dtype=np.float32)


def _colours(picture: Pillow.Image) -> Iterator[int]:
    steps = np.asarray(picture.resize(COLOURED_PARTS, Pillow.Resampling.BOX)) // _STEP
    for place, (red, green, blue) in enumerate(steps.reshape(-1, 3).tolist()):
        yield colour_feature(place, (red, green, blue))


def colour_feature(place: int, colour: Colour) -> int:
    """The colour in steps; places are counted row by row."""
    red, green, blue = colour
    return HASHED + ((place * _STEPS + red) * _STEPS + green) * _STEPS + blue


def all_colours() -> Iterator[Colour]:
    """In steps."""
    return product(range(_STEPS), range(_STEPS), range(_STEPS))


def shown_as(colour: Colour) -> Colour:
    """The middle of its steps, in 255."""
    red, green, blue = colour
    half = _STEP // 2
    return red * _STEP + half, green * _STEP + half, blue * _STEP + half
