"""Media and near duplicates as a preflight reports them."""

from pathlib import Path

import pytest

from lifecycle.dataset.findings import Finding, Severity
from lifecycle.dataset.media_bytes import MediaBytes
from lifecycle.dataset.preflight import Options, Preflight, Sources, preflight
from lifecycle.dataset.rules import all_rules
from lifecycle.dataset.second_reading import MediaAccess
from tests.lifecycle.dataset.media_samples import gif, png
from tests.lifecycle.dataset.records import line

RULES = next(rules for rules in all_rules() if rules.media_of("image") and rules.min_messages == 2)
LONG = "It is set in a small town by the sea, long ago, and nobody in it says what they think"


def showing(uri: str) -> bytes:
    image = {"image": {"format": "png", "source": {"s3Location": {"uri": uri}}}}
    user = {"role": "user", "content": [{"text": f"What is {uri}?"}, image]}
    return line(messages=[user, {"role": "assistant", "content": [{"text": f"It is {uri}."}]}])


@pytest.fixture
def training(tmp_path: Path) -> Path:
    return tmp_path / "train.jsonl"


def media_findings(found: Preflight) -> list[Finding]:
    return [f for f in found.findings if f.code.startswith("media-") and f.code != "media-path"]


def test_images_beside_the_dataset_are_checked_by_their_bytes(training: Path) -> None:
    (training.parent / "images").mkdir()
    (training.parent / "images" / "good.png").write_bytes(png(100, 100))
    (training.parent / "images" / "bad.png").write_bytes(gif(10, 100))
    training.write_bytes(showing("images/good.png") + showing("images/bad.png") + showing("no.png"))
    found = media_findings(preflight(Sources(training=training), RULES))
    assert [(f.line, f.code) for f in found] == [
        (2, "media-declared"),
        (2, "media-dimensions"),
        (3, "media-missing"),
    ]


def test_images_in_s3_are_a_hint_where_nobody_can_reach_them(training: Path) -> None:
    training.write_bytes(showing("s3://own/1.png"))
    (finding,) = media_findings(preflight(Sources(training=training), RULES))
    assert (finding.code, finding.severity) == ("media-unchecked", Severity.HINT)


def test_images_in_s3_are_opened_where_there_is_access(training: Path) -> None:
    def open_media(address: str) -> MediaBytes:
        content = png(100, 100)
        if address.endswith("secret.png"):
            raise PermissionError
        return MediaBytes(len(content), lambda start, length: content[start : start + length])

    training.write_bytes(
        showing("s3://own/1.png") + showing("s3://own/secret.png") + showing("s3://other/2.png")
    )
    access = MediaAccess("own", open_media)
    found = media_findings(preflight(Sources(training=training), RULES, media={"training": access}))
    assert [(f.line, f.code) for f in found] == [(2, "media-unreadable"), (3, "media-elsewhere")]


def test_near_duplicates_are_counted_when_asked_for(training: Path) -> None:
    training.write_bytes(line("Tell me.", LONG) * 2 + line("Tell me.", LONG + " indeed"))
    asked = preflight(Sources(training=training), RULES, Options(near_duplicates=True))
    assert (asked.duplicates.exact, asked.duplicates.near) == (1, 1)
    assert [(e.line, e.earlier_line) for e in asked.examples if e.kind == "near"] == [(3, 1)]
    assert "near-duplicates" in {finding.code for finding in asked.findings}
    assert preflight(Sources(training=training), RULES).duplicates.near is None


def test_what_is_no_jsonl_is_not_read_a_second_time(training: Path) -> None:
    training.write_bytes(b"PK\x03\x04")
    found = preflight(Sources(training=training), RULES, Options(near_duplicates=True))
    assert found.duplicates.near is None
