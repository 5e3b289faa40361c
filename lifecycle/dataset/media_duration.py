"""How long a video lasts, from its header alone."""

from struct import error as StructError
from struct import unpack

from lifecycle.dataset.media_bytes import MediaBytes

_BOXES_MAX = 64
_INFO = b"\x15\x49\xa9\x66"  # Matroska: Segment / Info
_TIMESTAMP_SCALE = b"\x2a\xd7\xb1"
_DURATION = b"\x44\x89"
_MATROSKA_HEADER = 8 * 1024


def seconds_of(media: MediaBytes, video_format: str) -> float | None:
    """None where the header does not say it."""
    try:
        if video_format in ("mp4", "mov"):
            return _quicktime_seconds(media)
        return _matroska_seconds(media.at(0, _MATROSKA_HEADER))
    except (StructError, IndexError, ZeroDivisionError):
        return None


def _quicktime_seconds(media: MediaBytes) -> float | None:
    """Source: ISO/IEC 14496-12, movie header box."""
    movie = _box(media, b"moov", 0, media.size)
    header = _box(media, b"mvhd", movie[0], movie[1]) if movie else None
    if not header:
        return None
    fields = media.at(header[0], 32)
    scale, duration = unpack(">IQ" if fields[0] else ">II", _times(fields))
    return float(duration / scale)


def _times(fields: bytes) -> bytes:
    """Past version, flags, creation and modification: 4-byte times, or 8-byte in version 1."""
    return fields[20:32] if fields[0] else fields[12:20]


def _box(media: MediaBytes, kind: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Where the content of the first box of the kind begins and ends."""
    for _ in range(_BOXES_MAX):
        if start + 8 > end:
            return None
        size, found = unpack(">I4s", media.at(start, 8))
        content = start + 8
        if size == 1:
            (size,) = unpack(">Q", media.at(content, 8))
            content += 8
        if found == kind:
            return content, start + size if size else end
        if size < 8:
            return None
        start += size
    return None


def _matroska_seconds(head: bytes) -> float | None:
    """Source: RFC 9559. The scale is in nanoseconds, a million unless it is written."""
    info = head.find(_INFO)
    duration = head.find(_DURATION, info)
    if info < 0 or duration < 0:
        return None
    scale_at = head.find(_TIMESTAMP_SCALE, info, duration)
    scale = 1_000_000
    if scale_at >= 0:
        length = head[scale_at + 3] & 0x7F
        scale = int.from_bytes(head[scale_at + 4 : scale_at + 4 + length], "big")
    length = head[duration + 2] & 0x7F
    value = head[duration + 3 : duration + 3 + length]
    (ticks,) = unpack(">d" if length == 8 else ">f", value)
    return float(ticks * scale / 1e9)
