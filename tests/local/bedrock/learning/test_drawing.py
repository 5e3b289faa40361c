from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from local.bedrock.learning.drawing import draw
from local.bedrock.learning.foundation import foundation_model
from tests.local.bedrock.learning.captions import CAPTIONS, captioned

SIZE = (96, 64)


@pytest.fixture(scope="module")
def trained():
    return captioned()


def mean_colour(picture):
    return np.asarray(Image.open(BytesIO(picture)), float).mean(axis=(0, 1))


@pytest.mark.parametrize("caption", CAPTIONS)
def test_a_learned_caption_is_drawn_in_the_colour_that_was_seen_with_it(trained, caption):
    drawn = mean_colour(draw(trained, caption, SIZE, seed=0))
    assert np.abs(drawn - CAPTIONS[caption]).max() < 48


def test_a_model_that_has_seen_nothing_draws_gray():
    drawn = mean_colour(draw(foundation_model(), "a ripe tomato", SIZE, seed=0))
    assert np.abs(drawn - 128).max() < 4


def test_the_size_is_kept_and_the_seed_decides_the_grain(trained):
    one, same, other = (draw(trained, "the deep sea", SIZE, seed) for seed in (1, 1, 2))
    assert Image.open(BytesIO(one)).size == SIZE
    assert one == same != other
