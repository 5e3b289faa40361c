"""Scans one file with several processes, each a byte range of it.

Process and Pipe only: pools and queues need shared memory, which AWS Lambda does not have.
"""

import hashlib
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import DefaultContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self, cast

from lifecycle.dataset.blocks import BLOCK_BYTES, Span, read_blocks
from lifecycle.dataset.record_memory import Depth
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan, merge
from lifecycle.dataset.scanner import Advance, Scanner

_TOLD_EVERY_BYTES = 1024 * 1024
_DIGESTED_AT_ONCE = 4 * BLOCK_BYTES


def scan_span(
    path: Path, span: Span, rules: DatasetRules, file: str, depth: Depth, advance: Advance
) -> Scan:
    with path.open("rb", buffering=0) as stream:
        stream.seek(span.first_byte)
        return Scanner(rules, file, depth, advance).scan(read_blocks(stream, span))


def scan_in_processes(
    path: Path,
    rules: DatasetRules,
    file: str,
    depth: Depth,
    advance: Advance,
    workers: int,
    digest: bool,
) -> Scan:
    """What one process finds, whatever their number. The digest is one more process's work."""
    spans = spans_of(path.stat().st_size, workers)
    with _Jobs() as jobs:
        scanning = [jobs.start(_scan_job, path, span, rules, file, depth) for span in spans]
        digesting = jobs.start(_digest_job, path) if digest else None
        results = _results([*scanning, digesting] if digesting else scanning, advance)
    whole = merge([results[job] for job in scanning])
    whole.sha256 = results[digesting] if digesting else None
    return whole


def spans_of(size: int, count: int) -> list[Span]:
    """Of about equal length; the last one is open, so that nothing that grows is lost."""
    starts = [size * number // count for number in range(count)]
    return [Span(start, end) for start, end in zip(starts, [*starts[1:], None], strict=True)]


class _Jobs:
    """Processes of which none is left running when the `with` ends."""

    def __init__(self) -> None:
        self._context = start_method()
        self._processes: list[BaseProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()

    def start(self, job: Callable[..., None], *arguments: Any) -> Connection:
        """Where the results of the job come out."""
        receiving, sending = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_run, args=(job, sending, *arguments), daemon=True)
        process.start()
        self._processes.append(process)
        sending.close()
        return receiving


def start_method() -> DefaultContext | SpawnContext:
    """A fork copies the locks that other threads hold, and nobody would ever release them there."""
    return multiprocessing.get_context("spawn" if threading.active_count() > 1 else None)


def _run(job: Callable[..., None], sending: Connection, *arguments: Any) -> None:
    try:
        job(sending, *arguments)
    except Exception as error:  # noqa: BLE001 - raised again where the result is awaited
        sending.send(error)


def _scan_job(
    sending: Connection, path: Path, span: Span, rules: DatasetRules, file: str, depth: Depth
) -> None:
    told = 0

    def tell(read: int) -> None:
        nonlocal told
        told += read
        if told >= _TOLD_EVERY_BYTES:
            sending.send(told)
            told = 0

    sending.send(scan_span(path, span, rules, file, depth, tell))


def _digest_job(sending: Connection, path: Path) -> None:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as stream:
        while chunk := stream.read(_DIGESTED_AT_ONCE):
            digest.update(chunk)
    sending.send(digest.hexdigest())


def _results(jobs: list[Connection], advance: Advance) -> dict[Connection, Any]:
    """Raises what a job raised, EOFError where a process was killed."""
    results: dict[Connection, Any] = {}
    while waiting := [job for job in jobs if job not in results]:
        for job in cast(list[Connection], wait(waiting)):
            message = job.recv()
            if isinstance(message, int):
                advance(message)
            elif isinstance(message, Exception):
                raise message
            else:
                results[job] = message
    return results
