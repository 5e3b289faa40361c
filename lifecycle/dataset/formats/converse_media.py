"""What is wrong with media in a conversation, as far as the record itself tells."""

from collections import Counter
from collections.abc import Iterator

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.formats.conversation import Conversation, Media
from lifecycle.dataset.formats.texts import address_problems
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules, MediaKind, MediaRules


def media_problems(record: Conversation, rules: DatasetRules) -> Iterator[Problem]:
    counts: Counter[str] = Counter()
    for turn, message in enumerate(record.messages):
        for place, block in enumerate(message.content):
            for kind, media in block.media():
                path = f"$.messages[{turn}].content[{place}].{kind}"
                counts[kind] += 1
                if message.role == "assistant":
                    yield _in_answer(path, kind, rules)
                yield from _problems(path, kind, media, rules)
    yield from _count_problems(counts, rules)


def _problems(path: str, kind: MediaKind, media: Media, rules: DatasetRules) -> Iterator[Problem]:
    allowed = rules.media_of(kind)
    if allowed is None:
        yield Problem(
            code="media-not-allowed",
            path=path,
            message=f"the model is not trained on {kind}s",
            fix=f"leave the {kind} out, or train a model that takes {kind}s",
            source=rules.source,
        )
        return
    yield from _format_problems(path, media, allowed)
    uri = f"{path}.source.s3Location.uri"
    yield from address_problems(uri, media.source.s3Location.uri, allowed.source)


def _format_problems(path: str, media: Media, allowed: MediaRules) -> Iterator[Problem]:
    written = media.format.lower()
    if written in allowed.formats:
        return
    disputed = written in allowed.disputed_formats
    yield Problem(
        code="media-format-disputed" if disputed else "media-format",
        path=f"{path}.format",
        message="sources differ on this format"
        if disputed
        else f"the format is none of {', '.join(allowed.formats)}",
        fix=f"convert the {allowed.kind}",
        source=allowed.source,
        severity=Severity.WARNING if disputed else Severity.ERROR,
        found=media.format,
    )


def _in_answer(path: str, kind: MediaKind, rules: DatasetRules) -> Problem:
    return Problem(
        code="media-in-answer",
        path=path,
        message=f"the assistant's turn has a {kind}",
        fix="media belong into the user's turns",
        source=rules.source,
    )


def _count_problems(counts: Counter[str], rules: DatasetRules) -> Iterator[Problem]:
    for allowed in rules.media:
        if allowed.max_per_record and counts[allowed.kind] > allowed.max_per_record:
            yield Problem(
                code="too-many-media",
                path="$.messages",
                message=f"{counts[allowed.kind]} {allowed.kind}s, "
                f"allowed are {allowed.max_per_record}",
                fix="split the record",
                source=allowed.source,
            )
    if counts["image"] and counts["video"]:
        yield Problem(
            code="mixed-media",
            path="$.messages",
            message="the record has both images and a video",
            fix="train on one kind of media",
            source=rules.source,
        )
