"""Runs the states of a JSONata state machine, from where its progress stands to its end."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import now_iso

from local.state_machines.concurrency import all_or_first_failure, array_of, room_for
from local.state_machines.definition_fields import is_distributed
from local.state_machines.errors import StateError, first_matching, retry_delay_seconds
from local.state_machines.history import History
from local.state_machines.lambda_task import LambdaTasks
from local.state_machines.map_runs import MapRuns
from local.state_machines.progress import Chain, Progress, Transition, Visit, check_size
from local.state_machines.simple_states import chosen, failure, seconds_to_wait

# What an inline Map runs at once at most, whatever its MaxConcurrency says.
MAP_CONCURRENCY = 40


@dataclass(frozen=True)
class Interpreter:
    tasks: LambdaTasks
    map_runs: MapRuns
    retry_second: float
    """Real seconds that one second of a Retry interval lasts."""

    async def run(self, chain: Chain, progress: Progress, history: History) -> Any:
        while not progress.done:
            progress.move(await self._left_state(_visit(chain, progress, history)))
            # A loop of states that never wait must still let others run, and be stopped.
            await asyncio.sleep(0)
        return progress.output

    async def _left_state(self, visit: Visit) -> Transition:
        visit.history.check_room()
        if not visit.progress.entered:
            visit.history.add(
                f"{visit.kind}StateEntered", name=visit.name, input=_text(visit.progress.input)
            )
            visit.progress.entered = True
        transition = await self._transition(visit)
        check_size(transition.output, f"the output of the state '{visit.name}'")
        visit.history.add(
            f"{visit.kind}StateExited",
            name=visit.name,
            output=_text(transition.output),
            assignedVariables={name: _text(v) for name, v in transition.assigned.items()},
        )
        return transition

    async def _transition(self, visit: Visit) -> Transition:
        match visit.kind:
            case "Task":
                return await self._retried(visit, lambda: self.tasks.run(visit))
            case "Map" if is_distributed(visit.definition):
                return await self._retried(visit, lambda: self.map_runs.run(visit, self.run))
            case "Map":
                return await self._retried(visit, lambda: self._map(visit))
            case "Parallel":
                return await self._retried(visit, lambda: self._parallel(visit))
            case "Choice":
                return chosen(visit)
            case "Fail":
                raise failure(visit)
            case "Wait":
                await asyncio.sleep(seconds_to_wait(visit))
        return visit.transition(visit.definition, default=visit.progress.input)

    async def _retried(self, visit: Visit, attempt: Callable[[], Awaitable[Any]]) -> Transition:
        attempts_made: Counter[int] = Counter()
        while True:
            try:
                result = await attempt()
                return visit.transition(visit.definition, default=result, result=result)
            except StateError as error:
                delay = _retry_delay(visit, error, attempts_made)
                if delay is None:
                    return _caught(visit, error)
            await asyncio.sleep(delay * self.retry_second)
            visit.context["State"]["RetryCount"] += 1
            visit.progress.branches.clear()

    async def _map(self, visit: Visit) -> list[Any]:
        items = array_of(visit.field("Items", default=visit.progress.input))
        visit.history.add("MapStateStarted", length=len(items))
        room = room_for(visit, MAP_CONCURRENCY)
        iterations = [self._iteration(visit, i, item, room) for i, item in enumerate(items)]
        results = await all_or_first_failure(visit, iterations)
        visit.history.add("MapStateSucceeded")
        return results

    async def _iteration(self, visit: Visit, index: int, item: Any, room: asyncio.Semaphore) -> Any:
        processor = visit.definition["ItemProcessor"]
        context = {**visit.context, "Map": {"Item": {"Index": index, "Value": item}}}
        selected = visit.field("ItemSelector", default=item, context=context)
        progress = _branch(visit, index, processor, selected)
        if progress.done:
            return progress.output
        chain = Chain(processor["States"], visit.variables(), context)
        history, named = visit.history.branch(), {"name": visit.name, "index": index}
        async with room:
            history.add("MapIterationStarted", **named)
            try:
                result = await self.run(chain, progress, history)
            except StateError:
                history.add("MapIterationFailed", **named)
                raise
        history.add("MapIterationSucceeded", **named)
        return result

    async def _parallel(self, visit: Visit) -> list[Any]:
        given = visit.field("Arguments", default=visit.progress.input)
        visit.history.add("ParallelStateStarted")
        branches = [
            self.run(
                Chain(branch["States"], visit.variables(), visit.context),
                _branch(visit, index, branch, given),
                visit.history.branch(),
            )
            for index, branch in enumerate(visit.definition["Branches"])
        ]
        results = await all_or_first_failure(visit, branches)
        visit.history.add("ParallelStateSucceeded")
        return results


def _visit(chain: Chain, progress: Progress, history: History) -> Visit:
    state = {"Name": progress.state, "EnteredTime": now_iso(), "RetryCount": 0}
    return Visit(
        name=progress.state,
        definition=chain.states[progress.state],
        progress=progress,
        outer_variables=chain.outer_variables,
        context={**chain.context, "State": state},
        history=history,
    )


def _branch(visit: Visit, index: int, chain: Mapping[str, Any], given: Any) -> Progress:
    """Where the branch stands: at its start, or where it was when the execution was redriven."""
    start = Progress(chain["StartAt"], given)
    return visit.progress.branches.setdefault(index, start)


def _retry_delay(visit: Visit, error: StateError, attempts_made: Counter[int]) -> float | None:
    matching = first_matching(visit.definition.get("Retry", ()), error)
    if matching is None:
        return None
    position, retrier = matching
    delay = retry_delay_seconds(retrier, attempts_made[position])
    attempts_made[position] += 1
    return delay


def _caught(visit: Visit, error: StateError) -> Transition:
    matching = first_matching(visit.definition.get("Catch", ()), error)
    if matching is None:
        raise error
    _, catcher = matching
    output = error.as_output()
    return visit.transition(catcher, default=output, next=catcher["Next"], errorOutput=output)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
