"""The lines of a .jsonl file that one function reads of it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import IncrementalNewlineDecoder
from pathlib import Path

from lambdas.run_store import opened
from lifecycle.dataset.blocks import Span, lines_of
from lifecycle.dataset.corpus import CorpusFile
from lifecycle.environment import StepEnvironment
from lifecycle.landing import owners_name
from lifecycle.run.scanned import TextRange


@contextmanager
def cut_text(part: TextRange, lines_before: int) -> Iterator[CorpusFile]:
    """After so many empty lines, so that each line has its number; one of them is enough to be
    no start of a file, where a byte order mark would be left out."""
    (version,) = part.files
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"\n" * lines_before)
        for chunk in _lines(part, Span(part.start, part.end)):
            file.write(chunk)
        file.flush()
        yield CorpusFile(owners_name(version.key), Path(file.name))


def lines_before(part: TextRange) -> int:
    """Those of the file that no later range has, as Python counts lines."""
    if part.start == 0:
        return 0
    count, ends = 0, IncrementalNewlineDecoder(None, translate=True)
    for chunk in _lines(part, Span(0, part.start)):
        count += ends.decode(chunk.decode("latin-1")).count("\n")
    return count


def _lines(part: TextRange, span: Span) -> Iterator[bytes]:
    bucket = StepEnvironment.from_variables(os.environ).intake_bucket
    with opened(bucket, part.files[0], span.first_byte) as stream:
        yield from lines_of(stream, span)
