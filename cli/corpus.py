"""A folder of texts on this machine, as the records that the pipeline would make of it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.errors import FileUnreadable
from cli.terminal import progress
from lifecycle.dataset.corpus import CorpusCounts, CorpusFile, write_corpus
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.summary import counted
from lifecycle.folders import declares, require_few_files


def files_in_folder(folder: Path, name: str) -> dict[str, Path]:
    """By name, in their order; `name` of the folder ends in "/". Raises FileUnreadable for a
    folder with nothing in it, RequestInvalid for one with too much."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    named = {name + path.relative_to(folder).as_posix(): path for path in paths}
    files = {file: named[file] for file in sorted(named) if declares(name, file)}
    if not files:
        raise FileUnreadable(f"there are no files in {folder}", fix="put the texts there")
    require_few_files(name, len(files))
    return files


def size_of(folder: Path) -> int:
    """In bytes, of all texts in it."""
    return sum(path.stat().st_size for path in files_in_folder(folder, _name(folder)).values())


@contextmanager
def records_of(path: Path, rules: DatasetRules) -> Iterator[Path]:
    """The file itself, or for a folder a file of the records made of it, while the context lasts.

    Raises DatasetRejected for a text that is none.
    """
    if not path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory() as made:
        records = Path(made) / f"{path.resolve().name}.jsonl"
        files = files_in_folder(path, _name(path))
        texts = [CorpusFile(name, file) for name, file in files.items()]
        counts = write_corpus(texts, rules, records)
        progress.print(_in_words(path, counts), soft_wrap=True, markup=False)
        yield records


def _name(folder: Path) -> str:
    return f"{folder.as_posix()}/"


def _in_words(folder: Path, counts: CorpusCounts) -> str:
    dropped = f"{counts.empty:,} empty and {counts.duplicates:,} repeated left out"
    return (
        f"{folder}: {counted(counts.files, 'file')}, {counted(counts.passages, 'passage')}, "
        f"{dropped}; {counted(counts.records, 'record')}"
    )
