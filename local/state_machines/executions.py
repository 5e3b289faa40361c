"""All executions of the account, run on one background event loop."""

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ministack.services import stepfunctions

from local.state_machines.execution import Execution, Observers
from local.state_machines.interpreter import Interpreter
from local.state_machines.lambda_task import LambdaTasks
from local.state_machines.map_runs import MapRuns
from local.state_machines.task_tokens import OpenTokens

# Functions called at the same time; each holds a thread until it answers.
CONCURRENT_CALLS = 256
INTERRUPT_SECONDS = 5.0


class Executions:
    def __init__(
        self,
        client_of: Callable[[str, str], Any],
        tokens: OpenTokens,
        observers: Observers,
        retry_second: float,
    ) -> None:
        """`client_of` gives a client of a service that acts as the role with this ARN."""
        self._client_of = client_of
        self._tokens = tokens
        self._observers = observers
        self._retry_second = retry_second
        self._executions: dict[str, Execution] = {}
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(CONCURRENT_CALLS, "lambda-task"))
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def start(self, execution_arn: str) -> None:
        record = stepfunctions._executions[execution_arn]
        machine = stepfunctions._state_machines[record["stateMachineArn"]]
        execution = Execution(
            record=record,
            machine=json.loads(machine["definition"]),
            interpreter=self._interpreter(machine),
            observers=self._observers,
        )
        self._executions[execution_arn] = execution
        self._observers.event_added(record, record["events"][0])
        self._loop.call_soon_threadsafe(execution.launch)

    def interrupt(self, execution_arn: str) -> None:
        """Returns once the execution does nothing more."""
        interruption = self._executions[execution_arn].interrupt()
        asyncio.run_coroutine_threadsafe(interruption, self._loop).result(INTERRUPT_SECONDS)

    def redrive(self, execution_arn: str) -> str:
        """Run on from the failed state; returns the redrive date."""
        execution = self._executions[execution_arn]
        date = execution.redrive()
        self._loop.call_soon_threadsafe(execution.launch)
        return date

    def _interpreter(self, machine: dict[str, Any]) -> Interpreter:
        arn, role_arn = machine["stateMachineArn"], machine["roleArn"]
        tasks = LambdaTasks(self._client_of("lambda", role_arn), arn, self._tokens)
        map_runs = MapRuns(self._client_of("s3", role_arn), arn, role_arn)
        return Interpreter(tasks, map_runs, self._retry_second)
