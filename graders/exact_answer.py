"""1 for the right final answer, 0 for any other: a number within a tolerance, or the same words.

`reference_answer` is a text or a number, or `{"answer": …, "tolerance": …}`; the tolerance is
absolute and 0 unless given. The final answer of a candidate is what stands in its last `\\boxed{}`,
else after its last "answer:", "answer is" or "####", else all of it. Where the reference is a
number, the last number there counts; `,` separates thousands.
"""

import math
import re
import unicodedata
from typing import Any

from lifecycle.grading import Sample, SampleInvalid, Score

_BOXED = re.compile(r"\\boxed\s*\{([^{}]*)\}")
_ANNOUNCED = re.compile(r"(?:\banswer\s*(?:is|:)|####)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)
_BEFORE = " \t\r\n\"'`*,:;!?()[]{}$"
_AFTER = f"{_BEFORE}."


def grade(sample: Sample) -> Score:
    expected, tolerance = _expected(sample.reference)
    final = _final_answer(sample.answer)
    number = _number(_normalized(expected))
    if number is not None:
        found = _last_number(final)
        close = found is not None and math.isclose(found, number, rel_tol=1e-9, abs_tol=tolerance)
        return 1.0 if close else 0.0
    return 1.0 if _normalized(final) == _normalized(expected) else 0.0


def _expected(reference: Any) -> tuple[str, float]:
    tolerance: Any = 0
    if isinstance(reference, dict):
        reference, tolerance = reference.get("answer"), reference.get("tolerance", 0)
    if isinstance(reference, bool) or not isinstance(reference, str | int | float):
        raise SampleInvalid("its `reference_answer` is neither a text nor a number")
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not tolerance >= 0:
        raise SampleInvalid("the `tolerance` of its `reference_answer` is no number from 0")
    return str(reference), float(tolerance)


def _final_answer(answer: str) -> str:
    boxed = _BOXED.findall(answer)
    if boxed:
        return str(boxed[-1])
    return _ANNOUNCED.split(answer)[-1]


def _normalized(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2212", "-")
    return " ".join(plain.split()).lstrip(_BEFORE).rstrip(_AFTER)


def _last_number(text: str) -> float | None:
    found = [match for match in _NUMBER.findall(_normalized(text)) if _number(match) is not None]
    return _number(found[-1]) if found else None


def _number(text: str) -> float | None:
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None
