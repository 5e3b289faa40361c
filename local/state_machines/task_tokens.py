"""Task tokens: handed to a function, given back with its result by whoever holds one."""

import asyncio
import base64
import json
import secrets
from dataclasses import dataclass
from typing import Any

from local.state_machines.errors import StateError

HEARTBEAT_TIMEOUT = "States.HeartbeatTimeout"


@dataclass(frozen=True)
class Heartbeat:
    pass


@dataclass(frozen=True)
class Success:
    output: Any


Signal = Heartbeat | Success | StateError


class TaskToken:
    """Exists while its task waits; signals arrive from other threads."""

    def __init__(self, state_machine_arn: str) -> None:
        content = {"stateMachineArn": state_machine_arn, "task": secrets.token_hex(16)}
        self.text = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
        self._loop = asyncio.get_running_loop()
        self._signals: asyncio.Queue[Signal] = asyncio.Queue()

    def signal(self, signal: Signal) -> None:
        self._loop.call_soon_threadsafe(self._signals.put_nowait, signal)

    async def result(self, heartbeat_seconds: float | None) -> Any:
        """What the task succeeded with; raises what it failed with, or a missed heartbeat."""
        while True:
            try:
                async with asyncio.timeout(heartbeat_seconds):
                    signal = await self._signals.get()
            except TimeoutError:
                raise StateError(HEARTBEAT_TIMEOUT) from None
            if isinstance(signal, Success):
                return signal.output
            if isinstance(signal, StateError):
                raise signal


class OpenTokens:
    """The tokens of all tasks that wait, by their text."""

    def __init__(self) -> None:
        self._open: dict[str, TaskToken] = {}

    def issue(self, state_machine_arn: str) -> TaskToken:
        token = TaskToken(state_machine_arn)
        self._open[token.text] = token
        return token

    def withdraw(self, token: TaskToken) -> None:
        self._open.pop(token.text, None)

    def beat(self, text: str) -> bool:
        """False if no task waits for this token."""
        token = self._open.get(text)
        if token:
            token.signal(Heartbeat())
        return token is not None

    def settle(self, text: str, signal: Success | StateError) -> bool:
        """False if no task waits for this token, or no longer."""
        token = self._open.pop(text, None)
        if token:
            token.signal(signal)
        return token is not None


def state_machine_of(token_text: str) -> str | None:
    """The state machine a token was issued for, open or not; None if it is no token of ours."""
    try:
        arn: str = json.loads(base64.urlsafe_b64decode(token_text))["stateMachineArn"]
    except (ValueError, KeyError, TypeError):
        return None
    return arn
