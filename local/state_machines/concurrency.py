"""What Map and Parallel states share: several chains at once, and the end of all by one failure."""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from typing import Any

from local.state_machines.errors import StateError
from local.state_machines.expressions import QUERY_ERROR
from local.state_machines.progress import Visit


def array_of(items: Any) -> list[Any]:
    if not isinstance(items, list):
        raise StateError(QUERY_ERROR, f"Items is no array: {json.dumps(items)}")
    return items


def room_for(visit: Visit, most: int) -> asyncio.Semaphore:
    """Holds as many as the state's MaxConcurrency says, and never more than `most`."""
    return asyncio.Semaphore(min(int(visit.number("MaxConcurrency") or most), most))


async def all_or_first_failure(
    visit: Visit, chains: Sequence[Coroutine[Any, Any, Any]]
) -> list[Any]:
    running = [asyncio.create_task(chain) for chain in chains]
    try:
        return await asyncio.gather(*running)
    except StateError:
        visit.history.add(f"{visit.kind}StateFailed")
        raise
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
