"""Media: judged by their bytes, each object opened once, a few KiB read."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.media import MediaReference, media_problems
from lifecycle.dataset.media_bytes import HEAD_BYTES, MediaBytes
from lifecycle.dataset.media_check import MediaCheck
from lifecycle.dataset.media_dimensions import Dimensions, dimensions_of
from lifecycle.dataset.media_duration import seconds_of
from lifecycle.dataset.media_folder import media_beside
from lifecycle.dataset.media_formats import format_of
from lifecycle.dataset.rules import MediaRules, all_rules
from tests.lifecycle.dataset.media_samples import IMAGES, VIDEOS, jpeg, mp4, png, webm

IMAGE_RULES = MediaRules(
    kind="image",
    formats=("png", "jpg", "gif"),
    disputed_formats=("webp",),
    source="the guide",
    max_bytes=5_000,
    min_side=25,
    max_side=8_192,
    max_pixels=1_000_000,
    max_aspect_ratio=4,
)
VIDEO_RULES = MediaRules(
    kind="video", formats=("mp4", "webm"), source="the guide", max_seconds=90, max_bytes=10**9
)
ADDRESS = "s3://own/images/cat.png"


class Reads:
    """An object in memory that counts what is read of it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.bytes = 0

    def opened(self) -> MediaBytes:
        return MediaBytes(len(self.content), self._read)

    def _read(self, start: int, length: int) -> bytes:
        self.bytes += length
        return self.content[start : start + length]


def media(content: bytes) -> MediaBytes:
    return Reads(content).opened()


def codes(
    content: bytes,
    rules: MediaRules = IMAGE_RULES,
    *,
    declared: str = "",
    address: str = ADDRESS,
    bucket: str = "own",
) -> list[str]:
    reference = MediaReference(address, rules.kind, declared)
    found = list(media_problems(reference, rules, bucket, lambda _: media(content)))
    assert all(problem.severity is Severity.ERROR for problem in found)
    return [problem.code for problem in found]


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_is_known_by_its_bytes(name: str) -> None:
    content = media(IMAGES[name](640, 480))
    assert format_of(content) == name.split()[0]
    assert dimensions_of(content, format_of(content)) == Dimensions(640, 480)


@pytest.mark.parametrize("name", VIDEOS)
def test_a_video_is_known_by_its_bytes(name: str) -> None:
    content = media(VIDEOS[name](12.5))
    assert format_of(content) == name
    assert seconds_of(content, name) == pytest.approx(12.5)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"BM6\0", "bmp"),
        (b"II*\0", "tiff"),
        (b"<?xml version='1.0'?><Error>", "XML or HTML"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
        (b"\0\0\0\x18ftypheic", "heic"),
        (b"hello", "unknown"),
        (b"", "unknown"),
    ],
)
def test_what_the_service_does_not_take_is_called_by_its_name(content: bytes, name: str) -> None:
    assert format_of(media(content)) == name


@pytest.mark.parametrize("frame", [0xC0, 0xC1, 0xC2, 0xCF])
@pytest.mark.parametrize("profile", [16, 65_000])
def test_a_jpeg_is_measured_past_its_profile_and_thumbnail(frame: int, profile: int) -> None:
    reads = Reads(jpeg(640, 480, profile=profile, frame=frame) + bytes(10**6))
    assert dimensions_of(reads.opened(), "jpeg") == Dimensions(640, 480)
    assert reads.bytes <= HEAD_BYTES + 16


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize("before", [0, 10**6])
def test_a_movie_is_timed_wherever_its_header_stands(version: int, before: int) -> None:
    reads = Reads(mp4(61.5, version=version, before=before))
    assert seconds_of(reads.opened(), "mp4") == pytest.approx(61.5)
    assert reads.bytes <= HEAD_BYTES + 256


samples = st.sampled_from([make() for make in (*IMAGES.values(), *VIDEOS.values())])


@given(samples, st.data())
def test_no_bytes_make_the_readers_raise(sample: bytes, data: st.DataObject) -> None:
    cut = sample[: data.draw(st.integers(0, len(sample)))]
    place = data.draw(st.integers(0, len(cut)))
    content = media(cut[:place] + data.draw(st.binary(max_size=8)) + cut[place + 8 :])
    for name in ("png", "jpeg", "gif", "webp"):
        dimensions_of(content, name)
    for name in VIDEOS:
        seconds_of(content, name)
    assert format_of(content)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (25, 25, []),
        (24, 25, ["media-dimensions"]),
        (1_000, 1_000, []),
        (1_000, 1_001, ["media-dimensions"]),
        (100, 400, []),
        (100, 401, ["media-dimensions"]),
        (401, 100, ["media-dimensions"]),
        (0, 100, ["media-broken"]),
    ],
)
def test_the_sides_of_an_image_keep_the_rules(width: int, height: int, expected: list[str]) -> None:
    assert codes(png(width, height)) == expected


def test_the_longest_side_keeps_its_own_rule() -> None:
    rules = msgspec.structs.replace(IMAGE_RULES, max_pixels=0, max_aspect_ratio=0)
    assert codes(png(8_192, 25), rules) == []
    assert codes(png(8_193, 25), rules) == ["media-dimensions"]


def test_the_size_keeps_the_rules() -> None:
    assert codes(png().ljust(5_000)) == []
    assert codes(png().ljust(5_001)) == ["media-size"]


@pytest.mark.parametrize(
    ("declared", "expected"), [("jpg", []), ("JPEG", []), ("png", ["media-declared"])]
)
def test_a_declared_format_is_what_the_bytes_are(declared: str, expected: list[str]) -> None:
    assert codes(jpeg(), declared=declared) == expected


def test_bytes_of_no_allowed_format_are_one_problem() -> None:
    assert codes(b"BM6\0", declared="png") == ["media-content"]
    assert codes(mp4(), declared="png") == ["media-content"]


def test_a_format_that_sources_dispute_is_left_to_what_the_record_says() -> None:
    assert codes(IMAGES["webp"](), declared="webp") == []


def test_a_video_may_be_as_long_as_the_rules_and_no_longer() -> None:
    assert codes(mp4(90), VIDEO_RULES) == []
    assert codes(webm(90.1), VIDEO_RULES) == ["media-duration"]


@pytest.mark.parametrize(
    ("address", "bucket", "expected"),
    [
        ("s3://own/cat.png", "own", []),
        ("s3://other/cat.png", "own", ["media-elsewhere"]),
        ("cat.png", "own", []),
        ("cat.png", "", []),
        ("s3://any/cat.png", "", []),
        ("https://own/cat.png", "own", []),
    ],
)
def test_an_object_is_in_the_bucket_of_the_dataset(
    address: str, bucket: str, expected: list[str]
) -> None:
    assert codes(png(), address=address, bucket=bucket) == expected


@pytest.mark.parametrize(
    ("error", "code", "severity"),
    [
        (FileNotFoundError(), "media-missing", Severity.ERROR),
        (PermissionError(), "media-unreadable", Severity.ERROR),
        (OSError(), "media-unchecked", Severity.HINT),
    ],
)
def test_what_cannot_be_opened_is_told_apart(error: OSError, code: str, severity: str) -> None:
    def refuse(_: str) -> MediaBytes:
        raise error

    (problem,) = media_problems(MediaReference(ADDRESS, "image"), IMAGE_RULES, "own", refuse)
    assert (problem.code, problem.severity, problem.source) == (code, severity, "the guide")


def checked(open_media: Callable[[str], MediaBytes]) -> MediaCheck:
    rules = msgspec.structs.replace(all_rules()[0], media=(IMAGE_RULES,))
    return MediaCheck(rules, "own", open_media)


def test_an_object_is_opened_once_and_reported_where_it_is_named() -> None:
    opened: list[str] = []

    def open_media(address: str) -> MediaBytes:
        opened.append(address)
        return media(png(1, 1))

    check = checked(open_media)
    reference = MediaReference(ADDRESS, "image", "png")
    found = [*check.findings(reference, "a", 1, "$.x"), *check.findings(reference, "a", 9, "$.y")]
    assert [(finding.line, finding.path) for finding in found] == [(1, "$.x"), (9, "$.y")]
    assert opened == [ADDRESS]
    assert check.distinct == 1


def test_a_kind_of_media_without_rules_is_not_opened() -> None:
    check = checked(lambda _: pytest.fail("opened"))
    assert list(check.findings(MediaReference(ADDRESS, "video"), "a", 1, "")) == []


def test_media_beside_a_dataset_are_opened_by_their_relative_path(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "cat.png").write_bytes(png(30, 40))
    opened = media_beside(tmp_path / "train.jsonl")("images/cat.png")
    assert dimensions_of(opened, "png") == Dimensions(30, 40)


@pytest.mark.parametrize(
    "address", ["none.png", "../outside.png", "/etc/passwd", ".", "", "a\0.png"]
)
def test_nothing_outside_the_folder_is_opened(tmp_path: Path, address: str) -> None:
    (tmp_path / "outside.png").write_bytes(png())
    folder = tmp_path / "dataset"
    folder.mkdir()
    with pytest.raises(FileNotFoundError):
        media_beside(folder / "train.jsonl")(address)


def test_an_s3_object_cannot_be_reached_from_a_disk(tmp_path: Path) -> None:
    (problem,) = media_problems(
        MediaReference(ADDRESS, "image"), IMAGE_RULES, "", media_beside(tmp_path / "train.jsonl")
    )
    assert problem.code == "media-unchecked"
