"""Opens the media that lie beside a dataset on a disk."""

from pathlib import Path

from lifecycle.dataset.media import OpenMedia, bucket_of
from lifecycle.dataset.media_bytes import MediaBytes


def media_beside(dataset: Path) -> OpenMedia:
    """Paths are relative to the dataset's folder and stay in it; S3 URIs cannot be reached."""
    folder = dataset.resolve().parent

    def open_media(address: str) -> MediaBytes:
        if bucket_of(address):
            raise OSError("an S3 object, seen from a disk")
        path = (folder / address.replace("\0", "\ufffd")).resolve()  # no path holds a NUL
        if not path.is_relative_to(folder) or not path.is_file():
            raise FileNotFoundError(address)
        return MediaBytes(path.stat().st_size, lambda start, length: _read(path, start, length))

    return open_media


def _read(path: Path, start: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(length)
