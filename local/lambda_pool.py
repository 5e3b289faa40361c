"""Keeps execution environments warm, bounds how many there are, and ends those nobody uses."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local.lambda_environment import ExecutionEnvironment

WAIT_SECONDS = 60.0
REAP_EVERY_SECONDS = 1.0
# Starting is computing, which half of the cores may do: meanwhile one that works becomes free.
STARTS_AT_ONCE = max(1, (os.cpu_count() or 1) // 2)


class NoEnvironmentFree(Exception):
    """Every execution environment stayed busy for longer than an invocation may wait."""


class EnvironmentPool:
    def __init__(self, capacity: int, idle_seconds: float) -> None:
        self._capacity = capacity
        self._idle_seconds = idle_seconds
        self._alive = 0
        self._starting = 0
        self._idle: list[tuple[str, ExecutionEnvironment]] = []
        self._busy: set[ExecutionEnvironment] = set()
        self._changed = threading.Condition()
        threading.Thread(target=self._end_unused_forever, daemon=True).start()

    @contextmanager
    def borrowed(
        self, key: str, start: Callable[[], ExecutionEnvironment]
    ) -> Iterator[ExecutionEnvironment]:
        """A warm environment of this key, or a new one; raises NoEnvironmentFree."""
        environment = self._warm_or_reserved(key) or self._started(start)
        with self._changed:
            self._busy.add(environment)
        try:
            yield environment
        finally:
            self._give_back(key, environment)

    def kill_environment_of(self, access_key_id: str) -> None:
        """SIGKILL the environment that holds these credentials, if it is running."""
        for environment in tuple(self._busy):
            if environment.access_key_id == access_key_id:
                environment.kill()

    def end_all(self) -> None:
        with self._changed:
            environments = [*self._busy, *(environment for _, environment in self._idle)]
        for environment in environments:
            environment.end()

    def _warm_or_reserved(self, key: str) -> ExecutionEnvironment | None:
        """A warm environment, or None once one more may start."""
        deadline = time.monotonic() + WAIT_SECONDS
        with self._changed:
            while True:
                if environment := self._taken_from_idle(key):
                    return environment
                if self._starting < STARTS_AT_ONCE and self._has_room():
                    self._alive += 1
                    self._starting += 1
                    return None
                if not self._changed.wait(deadline - time.monotonic()):
                    raise NoEnvironmentFree(
                        f"Rate Exceeded: {self._capacity} execution environments are all busy"
                    )

    def _started(self, start: Callable[[], ExecutionEnvironment]) -> ExecutionEnvironment:
        try:
            return start()
        except BaseException:
            self._forget_one()
            raise
        finally:
            with self._changed:
                self._starting -= 1
                self._changed.notify_all()

    def _give_back(self, key: str, environment: ExecutionEnvironment) -> None:
        with self._changed:
            self._busy.discard(environment)
            if not environment.ended:
                self._idle.append((key, environment))
                self._changed.notify_all()
                return
        self._forget_one()

    def _taken_from_idle(self, key: str) -> ExecutionEnvironment | None:
        """The most recently used one, so that the others can grow old and be ended."""
        for position in reversed(range(len(self._idle))):
            if self._idle[position][0] == key:
                return self._idle.pop(position)[1]
        return None

    def _has_room(self) -> bool:
        return self._alive < self._capacity or self._ended_longest_idle()

    def _ended_longest_idle(self) -> bool:
        if not self._idle:
            return False
        _, environment = self._idle.pop(0)
        environment.end()
        self._alive -= 1
        return True

    def _forget_one(self) -> None:
        with self._changed:
            self._alive -= 1
            self._changed.notify_all()

    def _end_unused_forever(self) -> None:
        while True:
            time.sleep(REAP_EVERY_SECONDS)
            oldest_allowed = time.monotonic() - self._idle_seconds
            with self._changed:
                while self._idle and self._idle[0][1].idle_since < oldest_allowed:
                    self._ended_longest_idle()
                    self._changed.notify_all()
