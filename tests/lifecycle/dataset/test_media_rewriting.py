"""Prepared records name the copies of their media, and are else as they were."""

import json

from lifecycle.dataset.media_rewriting import with_media_at
from lifecycle.dataset.rules import all_rules

CONVERSE = next(rules for rules in all_rules() if rules.media_of("image") and rules.alternating)
CAPTIONS = next(rules for rules in all_rules() if rules.format == "image-caption")
OWNER = "111122223333"


def rewritten(record: object, rules: object = CONVERSE) -> object:
    line = json.dumps(record).encode()
    return json.loads(with_media_at(line, rules, lambda address: f"s3://out/{address}", OWNER))


def image(**location: str) -> dict:
    return {"image": {"format": "png", "source": {"s3Location": location}}}


def record(*blocks: dict) -> dict:
    return {
        "messages": [
            {"role": "user", "content": [{"text": "What is it?"}, *blocks]},
            {"role": "assistant", "content": [{"text": "A cat."}]},
        ],
        "schemaVersion": "bedrock-conversation-2024",
        "system": [{"text": "Be brief."}],
    }


def test_every_address_is_replaced_and_its_owner_named() -> None:
    given = record(image(uri="1.png"), image(uri="2.png", bucketOwner="999999999999"))
    expected = record(
        image(uri="s3://out/1.png", bucketOwner=OWNER),
        image(uri="s3://out/2.png", bucketOwner=OWNER),
    )
    assert rewritten(given) == expected


def test_a_record_without_media_keeps_its_bytes() -> None:
    line = b'{"messages": [],  "odd spacing": 1}'
    assert with_media_at(line, CONVERSE, lambda _: "s3://never/x", OWNER) == line


def test_a_text_that_speaks_of_a_location_is_not_rewritten() -> None:
    given = record({"text": 'an "s3Location": {"uri": "1.png"}'})
    assert rewritten(given) == given


def test_the_image_of_a_caption_is_replaced() -> None:
    given = {"image-ref": "1.png", "caption": "a cat"}
    assert rewritten(given, CAPTIONS) == {"image-ref": "s3://out/1.png", "caption": "a cat"}
