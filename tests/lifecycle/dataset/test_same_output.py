"""The whole output is the same, byte for byte, in however many pieces a dataset was read."""

import json
import random
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lifecycle.catalog import load_catalog
from lifecycle.dataset.findings import SHOWN_PER_CODE
from lifecycle.dataset.media_folder import media_beside
from lifecycle.dataset.preflight import Options, Preflight, Sources, preflight
from lifecycle.dataset.ranges import merge_parts, scan_part, span_of
from lifecycle.dataset.rules import rules_for
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.scan_plan import byte_ranges
from lifecycle.dataset.second_reading import MediaAccess, look_at_media
from lifecycle.dataset.stored_scan import decode_scan, encode_scan
from lifecycle.dataset.verdict import judge
from lifecycle.dataset.whole_file import HEAD_BYTES
from lifecycle.request import Technique
from lifecycle.run.landed import ObjectVersion

RULES = rules_for(load_catalog(), "amazon.nova-lite-v1:0:300k", Technique.FINE_TUNING)
NUMBER = 7_000


def record(prompt: str, answer: str, **more: Any) -> dict[str, Any]:
    turns = [("user", prompt), ("assistant", answer)]
    messages = [{"role": role, "content": [{"text": text}]} for role, text in turns]
    return {"schemaVersion": "bedrock-conversation-2024", "messages": messages, **more}


def picture(number: int) -> dict[str, Any]:
    """Of an image that is missing; some are declared as what no model takes."""
    image = {"format": "tiff" if number % 2 else "png"}
    source = {"source": {"s3Location": {"uri": f"pictures/{number % 40}.png"}}}
    asked = record("What is this?", "A loom.")
    asked["messages"][0]["content"].append({"image": image | source})
    return asked


def unusual(number: int) -> list[bytes]:
    """One line of each kind that something is said about."""
    numbered = f"of number {number}"
    documents = [
        record(f"Who {numbered}?", "TODO"),
        record(f"Copy this text {numbered}", f"Copy this text {numbered}"),
        record(f"Answer in JSON {numbered}", "No."),
        record(f"Mail me {numbered}", f"me{number}@mail.net, 4111 1111 1111 1111"),
        record(f"The key {numbered}", "AKIAIOSFODNN7EXAMPLE"),
        record(f"Long {numbered}", "word " * (2_000 + number * 7 % 900)),
        record(f"Reserved {numbered}", "User: me\nAssistant: you"),
        record(f"Odd {numbered}", "Yes.", schemaVersion="odd"),
        record(f"More {numbered}", "Yes.", more=number),
        record("", f"Empty {numbered}"),
        record(f"A zero {numbered}", "\0"),
        record(f"Too long {numbered}" + " so" * 500_000 * (number % 3_000 == 0), "Yes."),
        {"messages": [{"role": "assistant", "content": [{"text": numbered}]}]},
        picture(number),
    ]
    lines = [json.dumps(document).encode() for document in documents]
    twice = lines[0].replace(b'"messages"', b'"schemaVersion": "x", "messages"')
    broken = (
        b"\xff" if number > 600 else b"{"
    )  # several in its head are a mistake of the whole file
    return [*lines, b"", b"{broken", broken, b"[]", twice]


@cache
def body(split: str) -> bytes:
    chosen = random.Random(split)  # noqa: S311 - reproducible, not secret
    lines = [
        json.dumps(record(f"Prompt {n % 5_700}", "Yes." if n % 50 else f"Answer {n}")).encode()
        for n in range(NUMBER)
    ]
    for number in range(0, NUMBER, 30):
        lines[number : number + 5] = chosen.sample(unusual(number), 5)
    lines[7] = lines[5_900]
    return b"\r\n".join(lines)


BODIES = {"training": body("training"), "test": body("test")[:200_000]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    for split, content in BODIES.items():
        (folder / f"{split}.json").write_bytes(content)
    (folder / "pictures").mkdir()
    for number in range(20):
        (folder / f"pictures/{number}.png").write_bytes(b"no picture")
    return folder


NAMES = {split: f"{split}.json" for split in BODIES}


@pytest.fixture(scope="module")
def at_once(folder: Path) -> bytes:
    return msgspec.json.encode(_preflight(folder, workers=1))


def _preflight(folder: Path, workers: int) -> Preflight:
    paths = {split: folder / name for split, name in NAMES.items()}
    options = Options(digest=False, workers=workers)
    return preflight(Sources(**paths, names=NAMES), RULES, options)


def test_the_dataset_has_many_findings_of_many_kinds(at_once: bytes) -> None:
    found = msgspec.json.decode(at_once, type=Preflight)
    counts = Counter[str]()
    for finding in found.findings:
        counts[finding.code] += finding.count
    assert len([code for code, count in counts.items() if count > SHOWN_PER_CODE]) > 15
    assert len(counts) > 20
    assert {example.kind for example in found.examples} == {"duplicate", "conflict", "leakage"}


@pytest.mark.parametrize("workers", [2, 3, 7])
def test_processes(
    folder: Path, at_once: bytes, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr("lifecycle.dataset.reading._WORTH_A_PROCESS", 1_000)
    assert msgspec.json.encode(_preflight(folder, workers)) == at_once


@pytest.mark.parametrize("length", [9_001, 70_000, 1_500_000, 10**8])
def test_ranges(folder: Path, at_once: bytes, length: int) -> None:
    versions = {
        split: ObjectVersion(NAMES[split], "v1", '"etag"', len(content))
        for split, content in BODIES.items()
    }
    parts: dict[str, list[Scan]] = {split: [] for split in BODIES}
    ranges = (byte_ranges(split, version, length) for split, version in versions.items())
    for part in chain.from_iterable(ranges):
        path = folder / NAMES[part.split]
        with path.open("rb") as stream:
            stream.seek(span_of(part).first_byte)
            scan = scan_part(stream, part, NAMES[part.split], RULES)
        with path.open("rb") as stream:
            stream.seek(span_of(part).first_byte)
            access = MediaAccess("", media_beside(path))
            look_at_media(scan, stream, span_of(part), RULES, access)
        parts[part.split].append(decode_scan(encode_scan(scan)))
    scans = {
        split: merge_parts(
            NAMES[split], versions[split], content[:HEAD_BYTES], iter(parts[split]), RULES
        )
        for split, content in BODIES.items()
    }
    assert msgspec.json.encode(judge(scans, RULES, strict=False)) == at_once
