"""Prepared records as a stream of lines, which is read once and kept nowhere."""

import hashlib
import io
from collections.abc import Iterable
from typing import Any

CHUNK_BYTES = 64 * 1024


class PreparedStream(io.RawIOBase):
    """`records`, `size` and `sha256` are of what has been read."""

    def __init__(self, prepared: Iterable[bytes]) -> None:
        super().__init__()
        self._prepared = iter(prepared)
        self._rest = memoryview(b"")
        self._digest = hashlib.sha256()
        self.records = self.size = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._rest:
            self._rest = memoryview(self._next_chunk())
        taken = min(len(buffer), len(self._rest))
        buffer[:taken], self._rest = self._rest[:taken], self._rest[taken:]
        return taken

    def _next_chunk(self) -> bytes:
        lines, length = list[bytes](), 0
        for record in self._prepared:
            lines.append(record + b"\n")
            length += len(lines[-1])
            if length >= CHUNK_BYTES:
                break
        chunk = b"".join(lines)
        self._digest.update(chunk)
        self.records, self.size = self.records + len(lines), self.size + length
        return chunk
