"""Images and videos beside a dataset: what their bytes are, whatever the record says."""

from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from lifecycle.dataset.findings import Finding, Severity
from lifecycle.dataset.media import OpenMedia
from lifecycle.dataset.media_bytes import MediaBytes
from lifecycle.dataset.preflight import Sources, preflight
from lifecycle.dataset.second_reading import MediaAccess
from tests.lifecycle.dataset.golden.corpus import as_line, families
from tests.lifecycle.dataset.media_samples import jpeg, mp4, png

LITE, CANVAS = (
    next(family for family in families() if family.model.startswith(model))
    for model in ("amazon.nova-lite", "amazon.titan-image")
)
OWN = "s3://own/one.png"


class MediaCase(NamedTuple):
    """What the object holds, or what opening it raises; `passes` is nearly the same and sound."""

    code: str
    fails: bytes | OSError
    passes: bytes = png(600, 600)
    address: str = OWN
    kind: str = "image"
    declared: str = "png"
    severity: Severity = Severity.ERROR


MEDIA_CASES = [
    MediaCase("media-content", b"%PDF-1.7 and so on"),
    MediaCase("media-declared", jpeg(600, 600)),
    MediaCase("media-broken", png(600, 600)[:18]),
    MediaCase("media-size", png(600, 600).ljust(10_485_761), png(600, 600).ljust(10_485_760)),
    MediaCase("media-dimensions", png(24, 600), png(25, 600)),
    MediaCase("media-duration", mp4(91), mp4(90), kind="video", declared="mp4"),
    MediaCase("media-elsewhere", png(), address="s3://another/one.png"),
    MediaCase("media-missing", FileNotFoundError()),
    MediaCase("media-unreadable", PermissionError()),
    MediaCase("media-unchecked", OSError("unreachable"), severity=Severity.HINT),
]


def opens(content: bytes | OSError) -> OpenMedia:
    def open_media(address: str) -> MediaBytes:
        if isinstance(content, OSError):
            raise content
        return MediaBytes(len(content), lambda start, length: content[start : start + length])

    return open_media


def record(case: MediaCase, address: str) -> dict[str, Any]:
    described = {"format": case.declared, "source": {"s3Location": {"uri": address}}}
    asked = [{"text": "See?"}, {case.kind: described}]
    turns = [("user", asked), ("assistant", [{"text": "Yes."}])]
    return {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [{"role": role, "content": content} for role, content in turns],
    }


def look(folder: Path, case: MediaCase, content: bytes | OSError, address: str) -> list[Finding]:
    path = folder / "train.jsonl"
    lines = [*LITE.sound_lines(8), as_line(record(case, address))]
    path.write_text("".join(f"{line}\n" for line in lines))
    access = MediaAccess("own", opens(content))
    return list(preflight(Sources(training=path), LITE.rules, media={"training": access}).findings)


@pytest.mark.parametrize("case", MEDIA_CASES, ids=lambda case: case.code)
def test_media_that_the_service_would_refuse_are_found_at_their_place(
    tmp_path: Path, case: MediaCase
) -> None:
    found = [f for f in look(tmp_path, case, case.fails, case.address) if f.code == case.code]
    assert [(f.line, f.path, f.severity) for f in found] == [
        (9, f"$.messages[0].content[1].{case.kind}", case.severity)
    ]


@pytest.mark.parametrize("case", MEDIA_CASES, ids=lambda case: case.code)
def test_their_sound_siblings_have_nothing_to_object_to(tmp_path: Path, case: MediaCase) -> None:
    codes = {finding.code for finding in look(tmp_path, case, case.passes, OWN)}
    assert codes <= {"not-uniform"}


def test_the_sides_of_an_image_have_a_largest_ratio() -> None:
    (rules,) = CANVAS.rules.media
    assert msgspec.structs.asdict(rules)["max_aspect_ratio"] == 4
