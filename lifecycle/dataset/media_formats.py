"""What an image, a video or a document is, from its first bytes: names can lie."""

from lifecycle.dataset.media_bytes import MediaBytes

_BY_START = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"version https://git-lfs", "Git LFS pointer"),
    (b"<svg", "svg"),
    (b"<", "XML or HTML"),
)
_BRANDS = {b"qt  ": "mov", b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"avif": "avif"}
_OLD_QUICKTIME = {b"moov", b"mdat", b"wide", b"free", b"skip"}  # files older than the ftyp box
_EBML = b"\x1aE\xdf\xa3"
_EBML_HEADER_MAX = 64


def format_of(media: MediaBytes) -> str:
    """png, jpeg, gif, webp, mp4, mov, mkv, webm, pdf, what else it is, or "unknown"."""
    head = media.at(0, _EBML_HEADER_MAX)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "mp4")
    if head[4:8] in _OLD_QUICKTIME:
        return "mov"
    if head.startswith(_EBML):
        return "webm" if b"webm" in head else "mkv"
    return next((name for start, name in _BY_START if head.startswith(start)), "unknown")
