"""Reads one file of a dataset: its head for mistakes of the whole, then all of its records."""

import gzip
import hashlib
import zlib
from pathlib import Path
from typing import cast

import msgspec
from msgspec import Struct
from xxhash import xxh3_64_intdigest

from lifecycle.dataset.blocks import WHOLE, Stream, read_blocks
from lifecycle.dataset.findings import Severity
from lifecycle.dataset.formats.record import BETWEEN
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.record_memory import Depth
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.scanner import Advance, Scanner
from lifecycle.dataset.split import Prompt
from lifecycle.dataset.whole_file import (
    GZIP,
    HEAD_BYTES,
    crlf_problem,
    extension_problem,
    whole_file_problem,
)

_WORTH_A_PROCESS = 8 * 1024 * 1024


class Reading(Struct, frozen=True, kw_only=True):
    """How to read: with the quality checks, by how many processes, with SHA-256. `landed_bytes`,
    which decide how closely, are of the folder that the file was made of, if it was."""

    landed_bytes: int
    quality: bool
    workers: int
    digest: bool


def read_file(path: Path, rules: DatasetRules, file: str, how: Reading, advance: Advance) -> Scan:
    """`file` is what findings call it. Raises OSError."""
    with path.open("rb") as opened:
        head = opened.read(HEAD_BYTES)
    size = path.stat().st_size
    depth = Depth.for_size(how.landed_bytes) if how.quality else Depth()
    if head.startswith(GZIP) and rules.format == "distillation-prompts":
        return _read_logs(path, rules, file, depth, advance)
    problem = whole_file_problem(head, rules)
    if problem:
        return _unread(problem, file, size)
    workers = min(how.workers, size // _WORTH_A_PROCESS + 1)
    if workers > 1:
        # multiprocessing takes as long to import as a small set to check.
        from lifecycle.dataset.workers import scan_in_processes

        scan = scan_in_processes(path, rules, file, depth, advance, workers, how.digest)
    else:
        with path.open("rb", buffering=0) as stream:
            scan = _read(stream, rules, file, depth, advance, how.digest)
    _add_to_log(scan, crlf_problem(head), extension_problem(file))
    return scan


def prompts_of(path: Path, rules: DatasetRules) -> list[Prompt]:
    """Of the sound records of a file that can be read."""
    with path.open("rb", buffering=0) as stream:
        records = Scanner(rules, "", Depth(), lambda _: None).sound_records(read_blocks(stream))
        return [_prompt(line, texts[:-1]) for line, texts in records]


def _prompt(line: int, texts: list[str]) -> Prompt:
    whole = BETWEEN.join(texts)
    return Prompt(line, xxh3_64_intdigest(whole.encode()), len(whole))


def _read(
    stream: Stream, rules: DatasetRules, file: str, depth: Depth, advance: Advance, digest: bool
) -> Scan:
    hashing = hashlib.sha256() if digest else None
    scan = Scanner(rules, file, depth, advance).scan(read_blocks(stream, WHOLE, hashing))
    scan.sha256 = hashing.hexdigest() if hashing else None
    return scan


def _read_logs(path: Path, rules: DatasetRules, file: str, depth: Depth, advance: Advance) -> Scan:
    """Invocation logs of the teacher are compressed; nothing else may be."""
    logs = msgspec.structs.replace(rules, format="invocation-log", max_line_bytes=0)
    try:
        with gzip.open(path) as stream:
            return _read(cast(Stream, stream), logs, file, depth, advance, digest=False)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return _unread(_broken_gzip(error), file, path.stat().st_size)


def _unread(problem: Problem, file: str, size: int) -> Scan:
    scan = Scan(file, bytes=size, is_read=False)
    scan.log.add(problem.at(file, 0))
    return scan


def _add_to_log(scan: Scan, *problems: Problem | None) -> None:
    for problem in problems:
        if problem:
            scan.log.add(problem.at(scan.file, 0))


def _broken_gzip(error: Exception) -> Problem:
    return Problem(
        code="file-container",
        message=f"the file looks like gzip, but cannot be extracted: {error}",
        fix="copy it again",
        source="RFC 1952",
        severity=Severity.ERROR,
    )
