"""The grader exact-answer: references that are none."""

from typing import Any

import pytest

from graders.exact_answer import grade
from lifecycle.grading import Message, Sample, SampleInvalid


@pytest.mark.parametrize(
    "reference",
    [
        True,
        [4],
        {"solution": "4"},
        {"answer": None},
        {"answer": 4, "tolerance": -1},
        {"answer": 4, "tolerance": "a little"},
        {"answer": 4, "tolerance": True},
        {"answer": 4, "tolerance": float("nan")},
    ],
)
def test_a_reference_that_is_no_answer_is_no_bad_answer_either(reference: Any) -> None:
    with pytest.raises(SampleInvalid, match="`reference_answer`"):
        grade(Sample("1", (Message("assistant", "4"),), {"reference_answer": reference}))
