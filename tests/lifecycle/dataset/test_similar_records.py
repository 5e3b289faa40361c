"""Near duplicates in a file: told from equal records, and named by their lines."""

from contextlib import AbstractContextManager
from io import BytesIO

from lifecycle.dataset.rules import all_rules
from lifecycle.dataset.similar_records import EXAMPLES, SimilarRecords, similar_records
from tests.lifecycle.dataset.records import line

CONVERSE = next(rules for rules in all_rules() if rules.format == "converse")
PROMPT = "Tell me in a few words what a reader should know before the first page of this book."
ANSWER = "It is set in a small town by the sea, long ago, and nobody in it says what they think."


def found_in(*lines: bytes) -> SimilarRecords:
    def open_stream() -> AbstractContextManager[BytesIO]:
        return BytesIO(b"".join(lines))

    return similar_records(open_stream, CONVERSE)


def test_a_record_that_nearly_repeats_an_earlier_one_is_named_with_it() -> None:
    found = found_in(
        line("Who is there?", "Nobody that you would know, I am afraid."),
        line(PROMPT, ANSWER),
        b"\n",
        line("Who was it then?", "Only the wind in the trees of the old garden."),
        line(PROMPT, ANSWER + " Indeed."),
    )
    assert found == SimilarRecords(count=1, examples=((5, 2),))


def test_equal_records_and_those_of_another_case_or_spacing_are_none() -> None:
    found = found_in(line(PROMPT, ANSWER), line(PROMPT, ANSWER), line(PROMPT.upper(), f" {ANSWER}"))
    assert found == SimilarRecords(count=0, examples=())


def test_a_record_is_counted_once_however_many_it_resembles() -> None:
    similar = [line(PROMPT, f"{ANSWER} {n}") for n in range(30)]
    found = found_in(*similar)
    assert found.count == 29
    assert len(found.examples) == EXAMPLES
    assert [later for later, _ in found.examples] == list(range(2, 2 + EXAMPLES))


def test_lines_that_are_no_records_are_passed_over() -> None:
    found = found_in(
        b"{broken\n", line(PROMPT, ANSWER), b"\xff\n", line(PROMPT, ANSWER + " So it is.")
    )
    assert found.examples == ((4, 2),)


def test_records_that_are_not_plain_are_compared_too() -> None:
    blocks = [{"text": PROMPT}, {"text": ANSWER}]
    messages = [
        {"role": "user", "content": blocks},
        {"role": "assistant", "content": [{"text": "Good."}]},
    ]
    changed = [messages[0], {"role": "assistant", "content": [{"text": "Good enough."}]}]
    assert found_in(line(messages=messages), line(messages=changed)).count == 1


def test_nothing_is_found_in_an_empty_file() -> None:
    assert found_in() == SimilarRecords(count=0, examples=())
