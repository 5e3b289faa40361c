"""Map Runs: the items of a distributed Map, each an execution with input and history of its own.

https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from ministack.core.responses import now_iso

from local.identity import role_is_allowed
from local.state_machines.concurrency import all_or_first_failure, array_of, room_for
from local.state_machines.errors import THRESHOLD_EXCEEDED, StateError
from local.state_machines.history import History
from local.state_machines.progress import Chain, Progress, Visit, check_size

RunChain = Callable[[Chain, Progress, History], Awaitable[Any]]
MAX_CONCURRENCY = 10_000
EXPRESS_SECONDS = 300
READER_FAILED = "States.ItemReaderFailed"
START = "states:StartExecution"


@dataclass(frozen=True)
class MapRuns:
    """Reads and starts as the state machine's role."""

    s3: Any
    state_machine_arn: str
    role_arn: str

    async def run(self, visit: Visit, run_chain: RunChain) -> list[Any]:
        map_run = self._started(visit)
        items = array_of(await self._items(visit))
        visit.history.add("MapStateStarted", length=len(items))
        visit.history.add("MapRunStarted", mapRunArn=map_run)
        room = room_for(visit, MAX_CONCURRENCY)
        children = (_child(visit, i, item, map_run) for i, item in enumerate(items))
        try:
            results = await all_or_first_failure(
                visit, [_result(child, run_chain, room) for child in children]
            )
            check_size(results, f"the result of the state '{visit.name}'")
        except StateError as failure:
            visit.history.add("MapRunFailed", error=failure.error, cause=failure.cause)
            raise
        visit.history.add("MapRunSucceeded")
        visit.history.add("MapStateSucceeded")
        return results

    def _started(self, visit: Visit) -> str:
        """The ARN of a new Map Run."""
        if not role_is_allowed(self.role_arn, START, self.state_machine_arn):
            # AWS does not document which error this is; this is its word for a missing right.
            raise StateError(
                "States.Permissions",
                f"{self.role_arn} is not authorized to perform: {START} on resource: "
                f"{self.state_machine_arn}",
            )
        label = visit.definition.get("Label", visit.name.replace(" ", ""))
        machine = self.state_machine_arn.replace(":stateMachine:", ":mapRun:")
        return f"{machine}/{label}:{uuid.uuid4()}"

    async def _items(self, visit: Visit) -> Any:
        """What the ItemReader reads; else the Items, or the input itself."""
        if "ItemReader" not in visit.definition:
            return visit.field("Items", default=visit.progress.input)
        where = visit.evaluated(visit.definition["ItemReader"]["Arguments"])
        return await asyncio.to_thread(self._read, where)

    def _read(self, where: Mapping[str, str]) -> Any:
        try:
            return json.loads(self.s3.get_object(**where)["Body"].read())
        except (BotoCoreError, ClientError, ValueError) as error:
            raise StateError(READER_FAILED, f"Attempted to read {dict(where)}: {error}") from error


@dataclass(frozen=True)
class _Child:
    chain: Chain
    progress: Progress


def _child(visit: Visit, index: int, item: Any, map_run_arn: str) -> _Child:
    """A redriven Map Run starts again those of its executions that had not succeeded."""
    processor, branches = visit.definition["ItemProcessor"], visit.progress.branches
    context = {**visit.context, "Map": {"Item": {"Index": index, "Value": item}}}
    given = visit.field("ItemSelector", default=item, context=context)
    if index not in branches or not branches[index].done:
        branches[index] = Progress(processor["StartAt"], given)
    chain = Chain(processor["States"], {}, _context(visit, map_run_arn, given))
    return _Child(chain, branches[index])


async def _result(child: _Child, run_chain: RunChain, room: asyncio.Semaphore) -> Any:
    # An EXPRESS execution has no history that GetExecutionHistory would show.
    history = History([], lambda event: None)
    async with room:
        try:
            async with asyncio.timeout(EXPRESS_SECONDS):
                return await run_chain(child.chain, child.progress, history)
        except (StateError, TimeoutError) as error:
            raise StateError(
                THRESHOLD_EXCEEDED, "The specified tolerated failure threshold was exceeded"
            ) from error


def _context(visit: Visit, map_run_arn: str, given: Any) -> dict[str, Any]:
    """The context object of the execution of one item; it knows nothing of its parent's."""
    parent: Mapping[str, Any] = visit.context["Execution"]
    map_run = map_run_arn.rpartition(":")[0]
    name = str(uuid.uuid4())
    execution = {
        "Id": f"{map_run.replace(':mapRun:', ':execution:')}:{name}",
        "Input": given,
        "Name": name,
        "RoleArn": parent["RoleArn"],
        "StartTime": now_iso(),
        "RedriveCount": 0,
    }
    machine = map_run.replace(":mapRun:", ":stateMachine:")
    return {
        "Execution": execution,
        "StateMachine": {"Id": machine, "Name": machine.rpartition(":")[2]},
    }
