"""The bytes of an image or a video, read in small pieces and only where a header stands."""

from collections.abc import Callable

HEAD_BYTES = 16 * 1024

ReadRange = Callable[[int, int], bytes]
"""Takes a start and a length; gives less at the end of the object."""


class MediaBytes:
    """`size` is that of the whole object."""

    def __init__(self, size: int, read_range: ReadRange) -> None:
        self.size = size
        self._read_range = read_range
        self._head = read_range(0, min(size, HEAD_BYTES))

    def at(self, start: int, length: int) -> bytes:
        """Shorter than `length` where the object ends."""
        if start + length <= len(self._head):
            return self._head[start : start + length]
        if start >= self.size:
            return b""
        return self._read_range(start, min(length, self.size - start))
