"""Where the media that a record names lie in the bucket of its dataset."""

import posixpath

from lifecycle.dataset.media import bucket_of

KEY_MAX_BYTES = 1_024  # Amazon S3


def landed_key(address: str, dataset_key: str) -> str:
    """The key that a record of the dataset means. As on a disk, a path is relative to the
    dataset's folder and stays in it. Raises FileNotFoundError for what can be no key."""
    if bucket := bucket_of(address):
        key = address.removeprefix(f"s3://{bucket}").removeprefix("/")
    else:
        key = _beside(dataset_key, address)
    if not key or ".." in key.split("/") or len(key.encode()) > KEY_MAX_BYTES:
        raise FileNotFoundError(address)
    return key


def _beside(dataset_key: str, path: str) -> str:
    folder = posixpath.dirname(dataset_key)
    key = posixpath.normpath(posixpath.join(folder, path))
    return key if key.startswith(f"{folder}/") else ""
