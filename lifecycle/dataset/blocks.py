"""Reads a file, or a byte range of it, in blocks of whole lines, in constant memory."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

BLOCK_BYTES = 96 * 1024  # stays in the second-level cache; 1 MiB is a quarter slower
LINE_MAX_BYTES = 4 * 1024 * 1024


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...


class Span(Struct, frozen=True):
    """The lines that start at bytes `start` <= b < `end`; to the end of the file without `end`."""

    start: int = 0
    end: int | None = None

    @property
    def first_byte(self) -> int:
        """Where reading starts: the byte before tells whether a line starts at `start`."""
        return max(self.start - 1, 0)


class Block(Struct, frozen=True, gc=False):
    """Whole lines; or, with `data` empty, one line of more than LINE_MAX_BYTES."""

    data: bytes
    bytes: int


WHOLE = Span()


def read_blocks(
    stream: Stream, span: Span = WHOLE, digest: Digest | None = None
) -> Iterator[Block]:
    """`stream` stands at `span.first_byte`. `digest` is fed what is read."""
    return _aligned(_digested(lines_of(stream, span), digest))


def _digested(chunks: Iterator[bytes], digest: Digest | None) -> Iterator[bytes]:
    if digest is None:
        return chunks
    update = digest.update
    return (chunk for chunk in chunks if update(chunk) is None)


def lines_of(stream: Stream, span: Span) -> Iterator[bytes]:
    """Chunks that together are the lines of the span, however long; `stream` as above."""
    if span.start:
        position, chunk = _after_line_break(stream, span.first_byte)
    else:
        position, chunk = 0, stream.read(BLOCK_BYTES)
    while chunk and (span.end is None or position + len(chunk) < span.end):
        yield chunk
        position += len(chunk)
        chunk = stream.read(BLOCK_BYTES)
    if chunk and span.end is not None and position < span.end:
        yield from _to_line_break(stream, chunk, span.end - position)


def _after_line_break(stream: Stream, position: int) -> tuple[int, bytes]:
    """The rest of the chunk that has the first line break, and where in the file it stands."""
    while chunk := stream.read(BLOCK_BYTES):
        start = chunk.find(b"\n") + 1
        if start:
            return position + start, chunk[start:] or stream.read(BLOCK_BYTES)
        position += len(chunk)
    return position, b""


def _to_line_break(stream: Stream, chunk: bytes, wanted: int) -> Iterator[bytes]:
    """`chunk` up to the end of the line that has its last wanted byte, and what follows of it."""
    end = chunk.find(b"\n", wanted - 1) + 1
    while chunk and not end:
        yield chunk
        chunk = stream.read(BLOCK_BYTES)
        end = chunk.find(b"\n") + 1
    yield chunk[:end]


def _aligned(chunks: Iterable[bytes]) -> Iterator[Block]:
    begun: list[bytes] = []  # the line that no chunk has ended yet, while it is not too long
    length = 0
    for chunk in chunks:
        start = 0
        if length + chunk.find(b"\n") > LINE_MAX_BYTES and b"\n" in chunk:
            start = chunk.find(b"\n") + 1
            yield Block(b"", length + start)
            begun, length = [], 0
        end = chunk.rfind(b"\n") + 1
        if end > start:
            data = b"".join((*begun, memoryview(chunk)[start:end]))
            yield Block(data, len(data))
            begun, length = [], 0
        rest = chunk[max(start, end) :]
        length += len(rest)
        begun = [*begun, rest] if length <= LINE_MAX_BYTES else []
    if length:
        yield Block(b"".join(begun), length)
