"""A progress bar with its rate, for reading that takes longer than a second."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from cli.terminal import progress

QUIET_SECONDS = 1.0


@contextmanager
def reading(description: str, total_bytes: int) -> Iterator[Callable[[int], None]]:
    """Gives what to call with the number of bytes read. Shows nothing where nobody watches."""
    columns = (TextColumn(description), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    bar = Progress(*columns, console=progress, transient=True, disable=not progress.is_terminal)
    task = bar.add_task(description, total=total_bytes)
    shown_from = time.monotonic() + QUIET_SECONDS

    def advance(read_bytes: int) -> None:
        bar.advance(task, read_bytes)
        if time.monotonic() >= shown_from:
            bar.start()

    try:
        yield advance
    finally:
        bar.stop()
