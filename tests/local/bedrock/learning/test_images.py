"""That the model looks at the pixels: what it answers follows from them, and from nothing else."""

import pytest

from local.bedrock.learning.answering import answer
from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.images import ImageUnreadable, see
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import BUCKETS, HASHED, Prompt
from local.bedrock.learning.training import Schedule, SupervisedTraining
from tests.local.bedrock.pictures import TIMES, plain, timetable, timetables


def asked(picture, question):
    return Prompt("Answer briefly.", question, (see(picture),))


def examples(rows):
    return [Example(asked(picture, question), found) for picture, question, found in rows]


HELD_OUT = examples(timetables(40, seed=2))


@pytest.fixture(scope="module")
def trained():
    learned = examples(timetables(120, seed=1))
    training = SupervisedTraining(foundation_model(), learned, (), Schedule(epochs=3))
    for _ in training.steps():
        pass
    return training.model


def said(model, prompt):
    return answer(model, prompt, max_tokens=20).text


def accuracy(model, rows):
    return sum(said(model, row.prompt) == row.answer for row in rows) / len(rows)


def test_questions_about_held_out_pictures_are_answered_after_training(trained):
    assert accuracy(trained, HELD_OUT) >= 0.7


def test_the_foundation_model_does_not_know_the_answers():
    assert accuracy(foundation_model(), HELD_OUT) == 0


def test_without_the_pictures_the_answers_are_guesses(trained):
    blind = [
        Example(Prompt("Answer briefly.", row.prompt.question), row.answer) for row in HELD_OUT
    ]
    assert accuracy(trained, blind) <= 1 / len(TIMES) + 0.1


def test_another_picture_gets_another_answer_to_the_same_question(trained):
    found = {
        said(trained, asked(timetable(city, "07:45", seed="new"), "Where does this train go?"))
        for city in ("Hanoi", "Quito", "Perth")
    }
    assert found == {"Hanoi", "Quito", "Perth"}


def test_training_without_pictures_and_with_them_in_one_set_is_possible():
    mixed = [*examples(timetables(4, seed=3)), Example(Prompt("", "Hello?"), "Hello.")]
    training = SupervisedTraining(foundation_model(), mixed, [mixed], Schedule(epochs=2))
    *_, last = training.steps()
    assert last.validation_losses[0] < 5


@pytest.mark.parametrize("picture_format", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_same_picture_looks_much_the_same_in_every_format(picture_format):
    one = see(timetable("Hanoi", "05:15", seed=1))
    other = see(timetable("Hanoi", "05:15", seed=1, picture_format=picture_format))
    assert len(one & other) / len(one | other) > 0.8


def test_plain_pictures_are_told_apart_by_their_colour():
    assert see(plain("red")) != see(plain("navy"))
    assert not see(plain("red")) & see(plain("navy"))


@pytest.mark.parametrize("data", [b"", b"no image", plain("red")[:60]])
def test_what_is_no_image_is_refused(data):
    with pytest.raises(ImageUnreadable, match="can't be read"):
        see(data)


@pytest.mark.parametrize("colour", ["black", "white"])
def test_colours_have_features_that_no_word_can_have(colour):
    found = see(plain(colour))
    assert found
    assert all(HASHED <= feature < BUCKETS for feature in found)
