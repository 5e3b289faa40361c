"""Whatever bytes land in a dataset, the check ends with findings."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.check import FileCheck, check_conversations
from lifecycle.dataset.findings import errors
from tests.lifecycle.dataset.records import line


def check(*lines: bytes) -> FileCheck:
    return check_conversations(lines, "train.jsonl")


@pytest.mark.parametrize("nested", [b"[", b'{"a":', b'{"messages":[', b'{"messages":'])
def test_deep_nesting_is_a_finding(nested: bytes) -> None:
    assert len(check(nested * 100_000).findings) == 1


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_no_bytes_make_the_check_raise(lines: list[bytes]) -> None:
    checked = check(*lines)
    assert len(checked.prompt_digests) <= checked.records <= len(lines)


structures = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["messages", "role", "content", "text", "system", "schemaVersion"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(structures)
def test_no_structure_makes_the_check_raise(structure: object) -> None:
    checked = check(json.dumps(structure).encode())
    assert checked.records == 1
    assert bool(checked.prompt_digests) != bool(errors(checked.findings))


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=2, max_size=6))
def test_any_text_may_be_learned(texts: list[str]) -> None:
    even = texts[: len(texts) // 2 * 2]
    assert errors(check(line(*even)).findings) == ()
