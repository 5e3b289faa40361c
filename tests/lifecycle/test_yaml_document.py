"""Documents from outside: hostile ones are refused in plain words, in no time."""

import json
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.yaml_document import decode_document

MERGE_BOMB = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 20)
)
ALIAS_BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(values)
def test_every_json_document_is_read(value: object) -> None:
    assert decode_document(msgspec.json.encode(value)) == value


def test_yaml_is_read() -> None:
    text = "a: 1\nb: [x, y]\nc: {d: null}\n# R&D, a & b, 2 * 3\n"
    assert decode_document(text.encode()) == {"a": 1, "b": ["x", "y"], "c": {"d": None}}


@pytest.mark.parametrize("text", ["\ufeffa: 1", '\ufeff{"a": 1}', '{\n\t"a": 1\n}'])
def test_a_byte_order_mark_and_tabs_do_no_harm(text: str) -> None:
    assert decode_document(text.encode()) == {"a": 1}


def test_json_with_escaped_surrogate_pairs_is_read() -> None:
    assert decode_document(json.dumps({"name": "🧵"}).encode()) == {"name": "🧵"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (MERGE_BOMB.encode(), "anchor"),
        (ALIAS_BOMB.encode(), "anchor"),
        (b"a: &a [*a]", "anchor"),
        (b"{a:&b [x], c:*b}", "anchor"),
        (b"[" * 65_000, "opens more than"),
        (b"{a: " * 15_000, "opens more than"),
        (b"- " * 30_000, "opens more than"),
        (b"? " * 30_000, "opens more than"),
        (b'{"a":' * 12_000, "opens more than"),
        (b"a: \x00", "control characters"),
        ("a: b".encode("utf-16"), "utf-8"),
        (b"a: \xff", "utf-8"),
        (b"a: [", "flow node"),
        (b"a: 1\n---\nb: 2\n", "single document"),
        (b"? [a]\n: b", "unhashable"),
        (b"a: !!python/object/apply:os.system [ls]", "constructor"),
        (b"a: !!bool x", "cannot be read"),
        (b"a: !!int ''", "cannot be read"),
        (b"a: !!float ''", "cannot be read"),
        (b"a: !!timestamp x", "cannot be read"),
        (b"a: 2026-99-99", "cannot be read"),
        (b"a: " + b"9" * 60_000, "cannot be read"),
        (b'a: "\\ud800"', "Unicode"),
    ],
)
def test_a_hostile_document_is_an_error_in_words(document: bytes, reason: str) -> None:
    started = time.monotonic()
    with pytest.raises(ValueError, match=reason):
        decode_document(document)
    assert time.monotonic() - started < 5


@given(st.binary(max_size=200) | st.text(alphabet="-?:,[]{}#&*!|>'\"%@` \n\tae0~", max_size=60))
def test_no_document_raises_anything_but_a_value_error(document: bytes | str) -> None:
    data = document if isinstance(document, bytes) else document.encode()
    try:
        decode_document(data)
    except ValueError as error:
        assert str(error)
