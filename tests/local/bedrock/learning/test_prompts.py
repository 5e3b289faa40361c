import numpy as np

from local.bedrock.learning.prompts import KEPT, KEPT_OF_IMAGES, Familiarity, Prompt, features


def weight_of(word, prompt, familiarity):
    (feature,) = features(Prompt("", word))
    found, weights = familiarity.weighted(prompt)
    return float(weights[found == feature].sum())


def test_words_of_every_prompt_weigh_nothing_and_rare_ones_most():
    prompts = [Prompt("", f"please help with {word}") for word in ("billing", "delivery", "login")]
    familiarity = Familiarity.none().with_prompts(map(features, prompts))
    assert weight_of("please", prompts[0], familiarity) == 0
    assert weight_of("billing", prompts[0], familiarity) == 1


def test_words_never_seen_before_weigh_nothing():
    familiarity = Familiarity.none().with_prompts(
        [features(Prompt("", "red")), features(Prompt("", "blue"))]
    )
    assert weight_of("green", Prompt("", "red green"), familiarity) == 0


def test_the_question_and_its_background_are_told_apart():
    assert not set(features(Prompt("billing", ""))) & set(features(Prompt("", "billing")))


def test_a_long_prompt_is_cut_to_its_most_telling_words():
    long = Prompt("", " ".join(f"word{number}" for number in range(1000)))
    familiarity = Familiarity.none().with_prompts([features(long), features(Prompt("", "short"))])
    found, weights = familiarity.weighted(long)
    assert len(found) == len(weights) == KEPT
    assert np.isclose(np.linalg.norm(weights), 1)


def test_a_prompt_with_images_keeps_the_most_telling_features_of_both():
    shown = frozenset(range(100))
    prompt = Prompt("", "red lamp", (shown, frozenset({100})))
    familiarity = Familiarity.none().with_prompts([features(prompt), features(Prompt("", "blue"))])
    found, weights = familiarity.weighted(prompt)
    assert len(found) == KEPT + KEPT_OF_IMAGES
    assert set(found[KEPT:].tolist()) <= shown | {100}
    assert np.isclose(np.linalg.norm(weights[:KEPT]), 1)
    assert np.isclose(np.linalg.norm(weights[KEPT:]), 1)
