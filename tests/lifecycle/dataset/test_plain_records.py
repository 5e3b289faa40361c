"""Blocks are decoded at once only where that cannot tell the lines apart wrongly."""

from io import BytesIO

import pytest

from lifecycle.dataset.formats.prompt_completion import PromptCompletionReader
from lifecycle.dataset.plain_records import plain_records

RECORD = b'{"prompt": "Why?", "completion": "So."}'


def decoded(block: bytes) -> list[bool]:
    """Of each line, whether it is a record."""
    lines = BytesIO(block).readlines()
    records = plain_records(lines, block, PromptCompletionReader.decoders)
    return [record is not None for record in records]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (RECORD + b"\n" + RECORD + b"\n", [True, True]),
        (RECORD + b"\n" + RECORD, [True, True]),
        (RECORD + b"\r\n" + RECORD + b"\r\n", [True, True]),
        (b" " + RECORD + b"\n", [True]),
        (RECORD + b"\n\n", [True, False]),
        (b"{}\n" + RECORD + b"\n", [False, True]),
        (b"\n", [False]),
        (b"x", [False]),
    ],
)
def test_every_line_is_a_record_or_none(block: bytes, expected: list[bool]) -> None:
    assert decoded(block) == expected


@pytest.mark.parametrize(
    "broken",
    [
        b'{"prompt": "Why?",\n"completion": "So."}',
        b'{"prompt":\n"Why?", "completion": "So."}',
        b'{\n"prompt": "Why?", "completion": "So."}',
        b'{"prompt": "Why?", "completion": "So."\n}',
    ],
)
def test_two_records_on_a_line_do_not_make_up_for_one_on_two_lines(broken: bytes) -> None:
    assert decoded(broken + b"\n" + RECORD + RECORD + b"\n") == [False, False, False]
