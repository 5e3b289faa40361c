"""Folders that job.yaml declares, by names that end in "/": all that lies in one is of the run.

A run is pinned to the version of each of its files, so that a changed or a new one is a new run.
"""

import hashlib
from collections.abc import Mapping

from lifecycle.errors import RequestInvalid
from lifecycle.run.landed import ObjectVersion

MAX_FILES = 1_000
"""In one folder. The arrival of each of them lists them all."""


def is_folder(name: str) -> bool:
    return name.endswith("/")


def declares(name: str, file: str) -> bool:
    """Whether `name`, of a file or a folder in job.yaml, stands for `file`.

    What is hidden, in the way of Unix, belongs to no folder.
    """
    if not is_folder(name):
        return name == file
    inner = file.removeprefix(name)
    hidden = any(part.startswith(".") for part in inner.split("/"))
    return file.startswith(name) and inner != "" and not inner.endswith("/") and not hidden


def require_few_files(folder: str, count: int) -> None:
    if count > MAX_FILES:
        raise RequestInvalid(
            f"the folder {folder} has more than {MAX_FILES:,} files",
            where=f"data: {folder}",
            fix="join small files to larger ones: texts to one .jsonl with a line for each",
        )


def folder_version(key: str, files: Mapping[str, ObjectVersion]) -> ObjectVersion:
    """What stands for a folder where a file would have its version: `key` ends in "/"."""
    lines = sorted(f"{file}\x00{version.version_id}" for file, version in files.items())
    digest = hashlib.sha256("\x01".join(lines).encode()).hexdigest()
    return ObjectVersion(key, digest, "", sum(version.size for version in files.values()))
