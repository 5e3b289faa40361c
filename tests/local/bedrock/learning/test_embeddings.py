import numpy as np
import pytest

from local.bedrock.learning.embeddings import image_embedding, mean_embedding, text_embedding
from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.images import see
from tests.local.bedrock.learning.captions import CAPTIONS, captioned, picture

LENGTH = 384


@pytest.fixture(scope="module")
def trained():
    return captioned()


def nearness(model, caption, colour):
    shown = image_embedding(model, see(picture(colour, "held out")), LENGTH)
    return float(shown @ text_embedding(caption, LENGTH))


@pytest.mark.parametrize("caption", CAPTIONS)
def test_training_brings_an_image_and_its_caption_together(trained, caption):
    colour = CAPTIONS[caption]
    assert nearness(trained, caption, colour) > nearness(foundation_model(), caption, colour) + 0.5


@pytest.mark.parametrize("caption", CAPTIONS)
def test_the_right_caption_is_the_nearest_after_training(trained, caption):
    found = {each: nearness(trained, each, CAPTIONS[caption]) for each in CAPTIONS}
    assert max(found, key=found.get) == caption


def test_texts_of_the_same_words_are_near_and_others_are_not():
    one = text_embedding("a ripe tomato", LENGTH)
    assert float(one @ text_embedding("A tomato, ripe", LENGTH)) > 0.7
    assert abs(float(one @ text_embedding("the deep sea", LENGTH))) < 0.2


def test_embeddings_are_of_unit_length(trained):
    shown = image_embedding(trained, see(picture((200, 30, 30), 1)), LENGTH)
    text = text_embedding("the deep sea", LENGTH)
    for each in (shown, text, mean_embedding([shown, text])):
        assert np.isclose(np.linalg.norm(each), 1)


def test_a_text_without_words_is_nowhere():
    assert not text_embedding(" ", LENGTH).any()
