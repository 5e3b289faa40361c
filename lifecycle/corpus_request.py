"""Which requests may name a folder of texts, and how large it may be."""

from collections.abc import Mapping

from lifecycle.errors import RequestInvalid
from lifecycle.folders import is_folder
from lifecycle.request import Technique

CORPUS_MAX_BYTES = 10 * 10**9
"""As much as a job takes; and about what the disk holds on which its records are split."""
ONE_FUNCTION_CORPUS_BYTES = 1024**3
"""One function cleans so much well within its time: 8 MB a second were measured."""


def require_usable_folders(technique: Technique, sizes: Mapping[str, int]) -> None:
    """`sizes` in bytes, by the names of files and folders. Raises RequestInvalid."""
    for name, size in sizes.items():
        if not is_folder(name):
            continue
        if technique is not Technique.CONTINUED_PRE_TRAINING:
            raise RequestInvalid(
                f"{name} is a folder: {technique.value} learns from a file of records",
                where="data",
                fix=f"name a .jsonl file; only {Technique.CONTINUED_PRE_TRAINING.value} takes "
                "folders of texts",
            )
        if size > CORPUS_MAX_BYTES:
            raise RequestInvalid(
                f"the texts in {name} are {size:,} bytes; the most is {CORPUS_MAX_BYTES:,}",
                where="data",
                fix='write them to one .jsonl file with a line {"input": "…"} for each passage',
            )
