"""Whether one function has the memory to compare what many functions have found."""

from lifecycle.errors import NotYetSupported

OF_SCANS = 1.5
"""Bytes of memory for each that is stored: 1.4 were measured for up to 60 million records."""
OF_PASSAGES = 2.5
"""2 were measured where five of six passages repeat."""
RESERVED_MIB = 256


class MergeRoom:
    """`memory_mib` is all that the function has; `for_each` is the memory for each stored byte."""

    def __init__(self, memory_mib: int, for_each: float) -> None:
        self._memory_mib = memory_mib
        self._left = (memory_mib - RESERVED_MIB) * 2**20 / for_each

    def take(self, stored_bytes: int) -> None:
        """For one more partial result. Raises NotYetSupported before there is no memory left."""
        self._left -= stored_bytes
        if self._left < 0:
            raise NotYetSupported(
                "the dataset has more than one function can compare with each other",
                why=f"it has {self._memory_mib:,} MiB of memory, and a record takes about 30 bytes",
                fix="raise merge_memory_mib in settings.py and deploy, or make several jobs of it",
            )
