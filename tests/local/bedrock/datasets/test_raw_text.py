from local.bedrock.datasets.media import no_look
from local.bedrock.datasets.raw_text import raw_text_examples
from local.bedrock.foundation_models import _catalog
from local.bedrock.learning.lessons import LONGEST_ANSWER
from local.bedrock.learning.vocabulary import tokens

RULES = next(
    model.customizations["CONTINUED_PRE_TRAINING"]
    for model in _catalog().models
    if "CONTINUED_PRE_TRAINING" in model.customizations
)


def test_a_long_text_is_learned_to_its_end():
    text = "The ferry turns north, slowly. " * 100
    pieces = [example.answer for example in raw_text_examples({"input": text}, RULES, no_look)]
    assert len(pieces) > 3
    assert "".join(pieces) == text
    assert all(len(tokens(piece)) <= LONGEST_ANSWER for piece in pieces)
