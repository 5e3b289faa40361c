"""Headers of images and videos, as small as they can be."""

from struct import pack


def png(width: int = 100, height: int = 100) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\0\0\0"


def gif(width: int = 100, height: int = 100) -> bytes:
    return b"GIF89a" + pack("<HH", width, height) + b"\xf7\0\0"


def jpeg(width: int = 100, height: int = 100, *, profile: int = 16, frame: int = 0xC0) -> bytes:
    """`profile`: the bytes of the segment that stands before the frame, with a thumbnail in it."""
    thumbnail = b"\xff\xc0\0\x11\x08\0\x01\0\x01".ljust(profile, b"\xff")
    return (
        b"\xff\xd8\xff\xe1"
        + pack(">H", 2 + len(thumbnail))
        + thumbnail
        + b"\xff\xff"
        + bytes([frame])
        + pack(">HBHHB", 17, 8, height, width, 3)
        + bytes(9)
    )


def webp_lossy(width: int = 100, height: int = 100) -> bytes:
    return _riff(b"VP8 ", b"\x30\x01\0\x9d\x01\x2a" + pack("<HH", width, height))


def webp_lossless(width: int = 100, height: int = 100) -> bytes:
    return _riff(b"VP8L", b"\x2f" + pack("<I", width - 1 | (height - 1) << 14))


def webp_extended(width: int = 100, height: int = 100) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return _riff(b"VP8X", bytes(4) + sides)


def mp4(seconds: float = 10, *, brand: bytes = b"isom", version: int = 0, before: int = 0) -> bytes:
    """`before`: the bytes of media that stand before the movie's header."""
    scale = 1_000
    times = ">4xQQIQ" if version else ">4xIIII"
    fields = bytearray(pack(times, 0, 0, scale, int(seconds * scale)))
    fields[0] = version
    header = _box(b"mvhd", bytes(fields) + bytes(80))
    return (
        _box(b"ftyp", brand + bytes(4) + brand)
        + _box(b"mdat", bytes(before))
        + _box(b"moov", _box(b"free", b"12345678") + header)
    )


def mov(seconds: float = 10) -> bytes:
    return mp4(seconds, brand=b"qt  ")


def matroska(seconds: float = 10, *, kind: bytes = b"matroska") -> bytes:
    doctype = b"\x42\x82" + bytes([0x80 | len(kind)]) + kind
    info = b"\x2a\xd7\xb1\x83\x0f\x42\x40" + b"\x44\x89\x88" + pack(">d", seconds * 1_000)
    return (
        b"\x1aE\xdf\xa3" + bytes([0x80 | len(doctype)]) + doctype
        + b"\x18\x53\x80\x67\x01" + bytes(7)
        + b"\x15\x49\xa9\x66" + bytes([0x80 | len(info)]) + info
    )  # fmt: skip


def webm(seconds: float = 10) -> bytes:
    return matroska(seconds, kind=b"webm")


def _riff(kind: bytes, content: bytes) -> bytes:
    chunk = kind + pack("<I", len(content)) + content
    return b"RIFF" + pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def _box(kind: bytes, content: bytes) -> bytes:
    return pack(">I4s", 8 + len(content), kind) + content


IMAGES = {
    "png": png,
    "gif": gif,
    "jpeg": jpeg,
    "webp": webp_lossy,
    "webp lossless": webp_lossless,
    "webp extended": webp_extended,
}
VIDEOS = {"mp4": mp4, "mov": mov, "mkv": matroska, "webm": webm}
