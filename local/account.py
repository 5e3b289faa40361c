"""`LocalAccount`: starts an engine of its own, hands out clients, and takes it down again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError

import boto3
import msgspec

from local.engine import client_environment
from local.settings import EngineSettings

START_SECONDS = 30.0
STOP_SECONDS = 5.0
ANSWER_SECONDS = 5.0
PROBE_SECONDS = 0.5
LOG_TAIL_LINES = 30


class EngineDidNotStart(RuntimeError):
    """The engine ended, or gave no answer in time; the message holds the end of its log."""


class LocalAccount:
    """An AWS account that lasts as long as the `with` block."""

    def __init__(self, directory: Path, settings: EngineSettings | None = None) -> None:
        self.directory = directory
        self.settings = replace(settings or EngineSettings(), port=_free_port())
        self.log = directory / "engine.log"
        self._engine: subprocess.Popen[bytes] | None = None

    @property
    def endpoint_url(self) -> str:
        return self.settings.endpoint_url

    def environment(self) -> dict[str, str]:
        """What a process needs to reach this account and no other."""
        cdk_home = self.directory / "cdk-home"
        return {**client_environment(self.settings), "CDK_HOME": str(cdk_home)}

    def client(self, service: str, **options: Any) -> Any:
        credentials = {
            "aws_access_key_id": self.settings.account_id,
            "aws_secret_access_key": "local",
            "region_name": self.settings.region,
            "endpoint_url": self.endpoint_url,
        }
        return boto3.client(service, **{**credentials, **options})  # type: ignore[call-overload]

    def schedule_fault(self, **fault: Any) -> None:
        """Make the emulated Bedrock misbehave, as local.bedrock.faults tells it.

        Raises ValueError for what is no fault.
        """
        self._local("POST", "faults", fault)

    def faults(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self._local("GET", "faults")["faults"]
        return listed

    def remove_fault(self, **fault: Any) -> None:
        """Undo schedule_fault; all others stay, for those that are meant to meet them."""
        self._local("DELETE", "faults", fault)

    def clear_faults(self) -> None:
        self._local("DELETE", "faults")

    def start(self) -> Self:
        temporary = self.directory / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._engine = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-m",
                    "local",
                    "--settings",
                    msgspec.json.encode(self.settings).decode(),
                ],
                cwd=Path(__file__).parents[1],
                env={**os.environ, **self.environment(), "TMPDIR": str(temporary)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_healthy(self._engine)
        return self

    def stop(self) -> None:
        """SIGTERM, then SIGKILL for the whole process group: nothing outlives the account."""
        if self._engine is None:
            return
        self._engine.terminate()
        try:
            self._engine.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._engine.kill()
            self._engine.wait()
        _kill_group(self._engine.pid)
        self._engine = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _wait_until_healthy(self, engine: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and engine.poll() is None:
            if self._answers():
                return
            time.sleep(0.02)
        self.stop()
        tail = self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
        raise EngineDidNotStart("the local account did not start:\n" + "\n".join(tail))

    def _answers(self) -> bool:
        try:
            self._local("GET", "faults", seconds=PROBE_SECONDS)
        except OSError:
            return False
        return True

    def _local(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        seconds: float = ANSWER_SECONDS,
    ) -> Any:
        request = urllib.request.Request(  # noqa: S310
            f"{self.endpoint_url}/_local/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=seconds) as response:  # noqa: S310
                return json.loads(response.read())
        except HTTPError as refusal:
            raise ValueError(json.loads(refusal.read())["error"]) from refusal


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
