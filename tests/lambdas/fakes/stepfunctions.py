"""AWS Step Functions in memory: started executions, and tasks that wait for their token."""

import re
from datetime import UTC, datetime
from itertools import count

from tests.lambdas.fakes.client import Answer, FakeClient, Journal

NOW = datetime(2026, 11, 20, tzinfo=UTC)
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
FORBIDDEN_IN_NAMES = re.compile(r"""[\s<>{}\[\]?*"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]""")


class FakeStepFunctions(FakeClient):
    service = "stepfunctions"

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.executions: dict[str, str] = {}
        """Input by name. All of them run on."""
        self.results: dict[str, Answer | None] = {}
        """By token: what SendTask… said; None while the task waits."""
        self._numbers = count(1)

    def waiting_task(self) -> str:
        token = f"token-{next(self._numbers)}"
        self.results[token] = None
        return token

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> Answer:
        if FORBIDDEN_IN_NAMES.search(name):
            raise self.error("StartExecution", "InvalidName", name)
        # The same name with the same input is the same execution, as long as that one runs.
        if self.executions.setdefault(name, input) != input:
            raise self.error("StartExecution", "ExecutionAlreadyExists", name)
        machine = stateMachineArn.replace(":stateMachine:", ":execution:")
        return {"executionArn": f"{machine}:{name}", "startDate": NOW}

    def send_task_success(self, *, taskToken: str, output: str) -> Answer:
        return self._end("SendTaskSuccess", taskToken, {"output": output})

    def send_task_failure(self, *, taskToken: str, error: str, cause: str) -> Answer:
        return self._end("SendTaskFailure", taskToken, {"error": error, "cause": cause})

    def _end(self, operation: str, token: str, result: Answer) -> Answer:
        if token not in self.results:
            raise self.error(operation, "TaskDoesNotExist", token)
        if self.results[token] is not None:
            raise self.error(operation, "TaskTimedOut", "the task has ended")
        self.results[token] = result
        return {}
