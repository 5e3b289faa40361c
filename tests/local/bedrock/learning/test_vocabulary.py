from hypothesis import given
from hypothesis import strategies as st

from local.bedrock.learning.vocabulary import LIMIT, UNKNOWN, Vocabulary, tokens


@given(st.text())
def test_the_tokens_of_a_text_are_the_text_again(text):
    assert "".join(tokens(text)) == text


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_any_plain_text_can_be_said_letter_by_letter(text):
    vocabulary = Vocabulary()
    printable = "".join(letter for letter in text if letter.isprintable())
    assert vocabulary.decode(vocabulary.encode(printable)) == printable


def test_known_words_are_one_token_each():
    vocabulary = Vocabulary().extended(["the red lamp"])
    assert len(vocabulary.encode("the red lamp")) == 3


def test_words_keep_their_number_when_the_vocabulary_grows():
    small = Vocabulary().extended(["red lamp"])
    assert small.extended(["blue lamp"]).encode("red lamp") == small.encode("red lamp")


def test_unknown_letters_become_the_unknown_token():
    assert Vocabulary().encode("ß") == [UNKNOWN]


def test_a_vocabulary_keeps_the_most_frequent_words_when_it_is_full():
    grown = Vocabulary().extended([*map(_word, range(LIMIT)), "often", "often"])
    assert len(grown) == LIMIT
    assert len(grown.encode("often")) == 1


def _word(number):
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:05}")
