"""Each finding code is in the golden corpus and in the documentation, and no other is."""

import re
from pathlib import Path

from tests.lifecycle.dataset.golden.codes import emitted_codes
from tests.lifecycle.dataset.golden.corpus import families
from tests.lifecycle.dataset.golden.test_files import FILE_CASES
from tests.lifecycle.dataset.golden.test_media_files import MEDIA_CASES
from tests.lifecycle.dataset.golden.test_sets import SET_CASES

DOCUMENT = Path(__file__).parents[4] / "docs" / "preflight.md"
OF_TESTS_OF_THEIR_OWN = {
    *("too-few-records", "too-many-records", "validation-not-allowed"),
    *("file-extension", "leakage", "read-in-part"),
}


def test_every_code_that_can_be_emitted_is_in_the_corpus() -> None:
    in_records = {case.code for family in families() for case in family.all_cases}
    in_files = {case.code for case in (*FILE_CASES, *SET_CASES, *MEDIA_CASES)}
    assert emitted_codes() == in_records | in_files | OF_TESTS_OF_THEIR_OWN


def test_every_code_that_can_be_emitted_is_explained() -> None:
    explained = re.findall(r"^\| `([a-z0-9-]+)` \| (?:E|W|H|W/E) \|", DOCUMENT.read_text(), re.M)
    assert len(explained) == len(set(explained))
    assert set(explained) == emitted_codes()
