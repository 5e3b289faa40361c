"""Whether one function has the memory to compare what many functions have found."""

from lifecycle.errors import NotYetSupported

MEMORY_PER_STORED_BYTE = 1.5
"""1.4 were measured for up to 60 million records."""
RESERVED_MIB = 256


class MergeRoom:
    """`memory_mib` is all that the function has."""

    def __init__(self, memory_mib: int) -> None:
        self._memory_mib = memory_mib
        self._left = (memory_mib - RESERVED_MIB) * 2**20 / MEMORY_PER_STORED_BYTE

    def take(self, stored_bytes: int) -> None:
        """For one more partial result. Raises NotYetSupported before there is no memory left."""
        self._left -= stored_bytes
        if self._left < 0:
            raise NotYetSupported(
                "the dataset has more records than one function can compare with each other",
                why=f"it has {self._memory_mib:,} MiB of memory, about 35 bytes a record",
                fix="raise merge_memory_mib in settings.py and deploy, or make several jobs of it",
            )
