"""How wide and how high an image is, from its header alone."""

from collections.abc import Callable
from struct import error as StructError
from struct import unpack

from msgspec import Struct

from lifecycle.dataset.media_bytes import MediaBytes

_JPEG_SEGMENTS_MAX = 1_000
# Start of frame: C0 to CF but for DHT (C4), JPG (C8) and DAC (CC). Source: ITU-T T.81, table B.1.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


class Dimensions(Struct, frozen=True):
    width: int
    height: int


def dimensions_of(media: MediaBytes, image_format: str) -> Dimensions | None:
    """None where the header is cut off or broken."""
    try:
        found = _READERS[image_format](media)
    except (StructError, IndexError):
        return None
    return found if found and found.width and found.height else None


def _png(media: MediaBytes) -> Dimensions | None:
    if media.at(12, 4) != b"IHDR":
        return None
    return Dimensions(*unpack(">II", media.at(16, 8)))


def _gif(media: MediaBytes) -> Dimensions:
    return Dimensions(*unpack("<HH", media.at(6, 4)))


def _jpeg(media: MediaBytes) -> Dimensions | None:
    """Walks the segments; an embedded thumbnail or profile is skipped, not read."""
    place = 2
    for _ in range(_JPEG_SEGMENTS_MAX):
        filler, marker = unpack(">BB", media.at(place, 2))
        if filler != 0xFF:
            return None
        if marker in _JPEG_FRAMES:
            height, width = unpack(">HH", media.at(place + 5, 4))
            return Dimensions(width, height)
        if marker == 0xFF:
            place += 1
        elif marker in _JPEG_WITHOUT_LENGTH:
            place += 2
        else:
            place += 2 + int(unpack(">H", media.at(place + 2, 2))[0])
    return None


def _webp(media: MediaBytes) -> Dimensions | None:
    """Source: RFC 9649 (WebP), RFC 6386 (VP8)."""
    head = media.at(0, 30)
    kind = head[12:16]
    if kind == b"VP8X":
        return Dimensions(
            1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
        )
    if kind == b"VP8L" and head[20] == 0x2F:
        (bits,) = unpack("<I", head[21:25])
        return Dimensions(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = unpack("<HH", head[26:30])
        return Dimensions(width & 0x3FFF, height & 0x3FFF)
    return None


_READERS: dict[str, Callable[[MediaBytes], Dimensions | None]] = {
    "png": _png,
    "jpeg": _jpeg,
    "gif": _gif,
    "webp": _webp,
}
