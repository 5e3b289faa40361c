"""A merge is refused before the function that makes it would be killed."""

import pytest

from lifecycle.dataset.merge_room import OF_SCANS, MergeRoom
from lifecycle.errors import NotYetSupported

MIB = 2**20


def test_partial_results_are_taken_until_the_memory_is_full() -> None:
    room = MergeRoom(256 + 3_000, OF_SCANS)
    for _ in range(20):
        room.take(100 * MIB)
    with pytest.raises(NotYetSupported, match="more than one function can compare") as full:
        room.take(1)
    assert "3,256 MiB" in full.value.why
