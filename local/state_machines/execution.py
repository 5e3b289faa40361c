"""One execution: its record in the account, its run in the background, its end, its redrive."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import now_iso

from local.state_machines.errors import RUNTIME, TIMEOUT, StateError
from local.state_machines.history import Event, History
from local.state_machines.interpreter import Interpreter
from local.state_machines.progress import Chain, Progress

logger = logging.getLogger(__name__)

Record = dict[str, Any]


@dataclass(frozen=True)
class Observers:
    """Told of what happens in any execution, on the thread where it happens."""

    status_changed: Callable[[Record], None]
    event_added: Callable[[Record, Event], None]


@dataclass
class Execution:
    record: Record
    """ministack's: what DescribeExecution, ListExecutions and GetExecutionHistory show."""
    machine: dict[str, Any]
    """The definition it was started with, which later updates do not change."""
    interpreter: Interpreter
    observers: Observers
    progress: Progress = field(init=False)
    _running: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.progress = Progress(self.machine["StartAt"], json.loads(self.record["input"]))

    def launch(self) -> None:
        """Start to run, on the event loop this is called from."""
        self._running = asyncio.get_running_loop().create_task(self.run())

    async def run(self) -> None:
        """Go on from where the progress stands, until the execution ends."""
        history = History(self.record["events"], self._tell)
        try:
            async with asyncio.timeout(self.machine.get("TimeoutSeconds")):
                output = await self.interpreter.run(self._chain(), self.progress, history)
        except TimeoutError:
            self._end(history, "TIMED_OUT", "ExecutionTimedOut", error=TIMEOUT)
        except StateError as failure:
            self._fail(history, failure)
        except Exception:
            logger.exception("the interpreter broke in %s", self.record["executionArn"])
            self._fail(history, StateError(RUNTIME, "The local interpreter broke; see its log."))
        else:
            self.record["output"] = json.dumps(output, ensure_ascii=False)
            self._end(history, "SUCCEEDED", "ExecutionSucceeded", output=self.record["output"])

    async def interrupt(self) -> None:
        """Stop running wherever it is, and leave the record as it stands."""
        if self._running:
            self._running.cancel()
            await asyncio.wait({self._running})

    def redrive(self) -> str:
        """Make the record run again; the caller then launches it. Returns the redrive date."""
        self.record.update(
            status="RUNNING",
            stopDate=None,
            error=None,
            cause=None,
            redriveCount=self.record.get("redriveCount", 0) + 1,
            redriveDate=now_iso(),
        )
        history = History(self.record["events"], self._tell)
        history.add("ExecutionRedriven", redriveCount=self.record["redriveCount"])
        self.observers.status_changed(self.record)
        date: str = self.record["redriveDate"]
        return date

    def _fail(self, history: History, failure: StateError) -> None:
        details = {"error": failure.error, "cause": failure.cause}
        self._end(history, "FAILED", "ExecutionFailed", **details)

    def _end(self, history: History, status: str, event: str, **details: str) -> None:
        if self.record["status"] != "RUNNING":
            return
        self.record.update(
            stopDate=now_iso(), error=details.get("error"), cause=details.get("cause")
        )
        # Last, because whoever polls takes the status for the sign that all else is there.
        history.add(event, **details)
        self.record["status"] = status
        self.observers.status_changed(self.record)

    def _tell(self, event: Event) -> None:
        self.observers.event_added(self.record, event)

    def _chain(self) -> Chain:
        record = self.record
        execution = {
            "Id": record["executionArn"],
            "Input": json.loads(record["input"]),
            "Name": record["name"],
            "RoleArn": record["events"][0]["executionStartedEventDetails"]["roleArn"],
            "StartTime": record["startDate"],
            "RedriveCount": record.get("redriveCount", 0),
        }
        machine_arn: str = record["stateMachineArn"]
        machine = {"Id": machine_arn, "Name": machine_arn.rsplit(":", 1)[-1]}
        context = {"Execution": execution, "StateMachine": machine}
        return Chain(self.machine["States"], outer_variables={}, context=context)
