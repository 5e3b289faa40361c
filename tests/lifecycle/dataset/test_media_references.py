"""The media that the records of a file name, and what is found about them."""

import json
from io import BytesIO

from lifecycle.dataset.media import MediaReference
from lifecycle.dataset.media_bytes import MediaBytes
from lifecycle.dataset.media_check import MediaCheck
from lifecycle.dataset.media_references import Mention, media_findings, mentions_in
from lifecycle.dataset.rules import all_rules
from tests.lifecycle.dataset.media_samples import png
from tests.lifecycle.dataset.records import line

CONVERSE = next(rules for rules in all_rules() if rules.media_of("image") and rules.alternating)
CAPTIONS = next(rules for rules in all_rules() if rules.format == "image-caption")


def showing(uri: str, kind: str = "image", written: str = "png") -> bytes:
    media = {kind: {"format": written, "source": {"s3Location": {"uri": uri}}}}
    user = {"role": "user", "content": [{"text": "What is it?"}, media]}
    return line(messages=[user, {"role": "assistant", "content": [{"text": "A cat."}]}])


def captioned(uri: str) -> bytes:
    return json.dumps({"image-ref": uri, "caption": "a cat"}).encode() + b"\n"


def opened(content: bytes) -> MediaBytes:
    return MediaBytes(len(content), lambda start, length: content[start : start + length])


def test_each_mention_has_its_line_and_its_place_in_the_record() -> None:
    content = line() + showing("s3://b/1.png") + b"{broken s3Location\n\n" + showing("s3://b/2.png")
    path = "$.messages[0].content[1].image"
    assert list(mentions_in(BytesIO(content), CONVERSE)) == [
        Mention(2, path, MediaReference("s3://b/1.png", "image", "png")),
        Mention(5, path, MediaReference("s3://b/2.png", "image", "png")),
    ]


def test_lines_are_counted_across_blocks() -> None:
    content = line("a" * 1_000, "b") * 500 + showing("s3://b/1.png")
    assert [mention.line for mention in mentions_in(BytesIO(content), CONVERSE)] == [501]


def test_an_image_and_its_caption_are_a_mention_without_a_declared_format() -> None:
    content = captioned("s3://b/1.png") + b'{"image-ref": 7}\n'
    assert list(mentions_in(BytesIO(content), CAPTIONS)) == [
        Mention(1, "$['image-ref']", MediaReference("s3://b/1.png", "image"))
    ]


def test_a_text_that_speaks_of_a_location_is_no_mention() -> None:
    assert list(mentions_in(BytesIO(line('an "s3Location" is', "a place")), CONVERSE)) == []


def test_what_is_found_about_an_object_stands_where_it_is_named() -> None:
    objects = {"s3://own/good.png": png(100, 100), "s3://own/small.png": png(1, 1)}
    check = MediaCheck(CONVERSE, "own", lambda address: opened(objects[address]))
    content = b"".join(
        showing(uri) for uri in ("s3://own/good.png", "s3://own/small.png", "s3://other/x.png")
    )
    found = list(media_findings(BytesIO(content), "train.jsonl", CONVERSE, check))
    assert [(finding.line, finding.code) for finding in found] == [
        (2, "media-dimensions"),
        (3, "media-elsewhere"),
    ]
    assert {finding.path for finding in found} == {"$.messages[0].content[1].image"}
