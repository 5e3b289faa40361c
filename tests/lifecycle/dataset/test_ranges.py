"""Byte ranges, scanned apart and put together, come to what one pass over the file finds."""

import json
import tempfile
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lifecycle.catalog import load_catalog
from lifecycle.dataset.preflight import Options, Sources, preflight
from lifecycle.dataset.ranges import merge_parts, scan_part, span_of
from lifecycle.dataset.rules import rules_for
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.scan_plan import byte_ranges
from lifecycle.dataset.stored_scan import StoredScan, decode_scan, encode_scan
from lifecycle.dataset.verdict import judge
from lifecycle.dataset.whole_file import HEAD_BYTES
from lifecycle.request import Technique
from lifecycle.run.landed import ObjectVersion

RULES = rules_for(load_catalog(), "amazon.nova-lite-v1:0:300k", Technique.FINE_TUNING)


def record(prompt: str, answer: str) -> bytes:
    turns = [("user", prompt), ("assistant", answer)]
    messages = [{"role": role, "content": [{"text": text}]} for role, text in turns]
    document = {"schemaVersion": "bedrock-conversation-2024", "messages": messages}
    return json.dumps(document, ensure_ascii=False).encode()


def version_of(body: bytes) -> ObjectVersion:
    return ObjectVersion("jobs/job/train.jsonl", "v1", '"etag"', len(body))


def scan_apart(files: dict[str, bytes], length: int) -> bytes:
    """As three kinds of functions do it, each part stored and read again; the preflight as JSON."""
    versions = {split: version_of(body) for split, body in files.items()}
    parts: dict[str, list[Scan]] = {split: [] for split in files}
    for split, version in versions.items():
        for part in byte_ranges(split, version, length):
            stream = BytesIO(files[split])
            stream.seek(span_of(part).first_byte)
            scan = scan_part(stream, part, split, RULES)
            parts[split].append(decode_scan(encode_scan(scan)))
    scans = {
        split: merge_parts(split, versions[split], body[:HEAD_BYTES], parts[split], RULES)
        for split, body in files.items()
    }
    return msgspec.json.encode(judge(scans, RULES, strict=False))


def scan_at_once(files: dict[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        paths = {split: Path(folder) / split for split in files}
        for split, path in paths.items():
            path.write_bytes(files[split])
        return msgspec.json.encode(preflight(Sources(**paths), RULES, Options(digest=False)))


words = st.sampled_from(
    ["sky", "grass", "Ärger", "日本", "a\u2028b", "JSON please", "x@example.com"]
)
lines = st.one_of(
    st.builds(record, words, words),
    st.sampled_from(
        [b"", b" ", b"{", b'{"messages": []}', b"\xff", b'{"a": 1, "a": 2}', b"\0", b"\r"]
    ),
    st.builds(lambda line: line + b"\r", st.builds(record, words, words)),
)
bodies = st.builds(
    lambda lines, end: b"\n".join(lines) + end,
    st.lists(lines, max_size=12),
    st.sampled_from([b"", b"\n", b"\n\n"]),
)


@settings(max_examples=100, deadline=None)
@given(training=bodies, validation=bodies, length=st.integers(16, 400))
@example(training=b"", validation=b"\n", length=1)
@example(training=record("p", "a"), validation=record("p", "b"), length=1)
@example(training=b"[" + record("p", "a") + b"]", validation=b"", length=7)
def test_any_plan_finds_what_one_pass_finds(
    training: bytes, validation: bytes, length: int
) -> None:
    files = {"training": training, "validation": validation}
    assert scan_apart(files, length) == scan_at_once(files)


@pytest.mark.parametrize("length", [64, 1_000, 10**6])
def test_duplicates_conflicts_and_leakage_are_found_across_ranges(length: int) -> None:
    training = b"".join(record(f"prompt {n % 30}", f"answer {n % 45}") + b"\n" for n in range(90))
    files = {"training": training, "validation": record("prompt 7", "else") + b"\n"}
    found = json.loads(scan_apart(files, length))
    assert found["duplicates"]["exact"] == 0
    assert (found["conflicts"], found["leakage"]["validation"]) == (30, 1)
    twice = json.loads(scan_apart({"training": training * 2}, length))
    assert twice["duplicates"]["exact"] == 90


@pytest.mark.parametrize("length", [50, 700, 5_600])
def test_findings_are_folded_and_placed_as_in_one_pass(length: int) -> None:
    body = b"".join([record("p", "a"), b"\n{\n"]) * 60
    found = json.loads(scan_apart({"training": body}, length))
    broken = [f for f in found["findings"] if f["line"] and f["line"] % 2 == 0]
    assert [f["line"] for f in broken] == list(range(2, 42, 2))
    assert broken[-1]["count"] == 41


def test_a_range_reads_one_byte_and_one_line_more_than_its_own() -> None:
    body = b"\n".join(record(f"prompt {n}", "a") for n in range(50_000))
    part = [*byte_ranges("training", version_of(body), 1_000_000)][1]
    stream = BytesIO(body)
    stream.seek(span_of(part).first_byte)
    scan_part(stream, part, part.split, RULES)
    assert stream.tell() - part.end <= 2 * 64 * 1024  # read in blocks


def test_every_field_of_a_scan_is_stored() -> None:
    assert StoredScan.__struct_fields__ == Scan.__struct_fields__


def test_what_is_no_scan_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_scan(msgspec.msgpack.encode({"file": 1}))
