"""One Lambda execution environment: a Python process of its own that serves one event at a time."""

import contextlib
import json
import os
import queue
import select
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.lambda_runtime_api import Invocation, Outcome, RuntimeApi

INIT_SECONDS = 10.0
POLL_SECONDS = 0.05
RESPONSE_LIMIT_BYTES = 6 * 1024 * 1024 + 100
BOOTSTRAP = Path(__file__).with_name("lambda_bootstrap.py")
CHUNK_BYTES = 65_536


@dataclass(frozen=True)
class FunctionBundle:
    """All that an environment is started from."""

    handler: str
    task_directory: Path
    import_path: tuple[Path, ...]
    variables: Mapping[str, str]


class ExecutionEnvironment:
    """Starts at once and takes events once it is initialized; after a timeout or a crash it is
    `ended` and must not be used again."""

    def __init__(self, bundle: FunctionBundle, scratch: Path) -> None:
        self.access_key_id = bundle.variables["AWS_ACCESS_KEY_ID"]
        self.ended = False
        self._ending = threading.Lock()
        self.idle_since = time.monotonic()
        self._scratch = scratch
        self._api = RuntimeApi()
        self._log = _ProcessLog()
        self._lifeline, self._process = self._start(bundle)
        threading.Thread(target=self._log.follow, daemon=True).start()

    def initialize(self) -> None:
        """Waits until the function asks for its first event, has ended, or took too long."""
        deadline = time.monotonic() + INIT_SECONDS
        while not self._api.initialized.wait(POLL_SECONDS):
            if self._process.poll() is not None or time.monotonic() > deadline:
                return

    def invoke(self, invocation: Invocation) -> tuple[Outcome, str]:
        """The outcome and what the function wrote while it worked on the event."""
        outcome = self._failed_initialization(invocation) or self._outcome(invocation)
        self.idle_since = time.monotonic()
        return outcome, self._log.take()

    def end(self) -> None:
        with self._ending:
            if self.ended:
                return
            self.ended = True
        self._process.kill()
        self._process.wait()
        os.close(self._lifeline)
        self._api.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def kill(self) -> None:
        """As when the machine under it is lost; the running invocation sees a crash."""
        self._process.kill()

    def _start(self, bundle: FunctionBundle) -> tuple[int, subprocess.Popen[bytes]]:
        self._scratch.mkdir(parents=True)
        lifeline, engine_end = os.pipe()
        process = subprocess.Popen(  # noqa: S603
            # The base interpreter without site-packages: only what import_path holds is visible.
            [sys._base_executable, "-P", "-S", "-s", str(BOOTSTRAP)],  # type: ignore[attr-defined]
            cwd=bundle.task_directory,
            env=self._variables(bundle, lifeline),
            pass_fds=(lifeline,),
            stdin=subprocess.DEVNULL,
            stdout=self._log.writing_end,
            stderr=subprocess.STDOUT,
        )
        os.close(lifeline)
        self._log.hand_over()
        return engine_end, process

    def _variables(self, bundle: FunctionBundle, lifeline: int) -> dict[str, str]:
        return {
            "PATH": os.defpath,
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "TMPDIR": str(self._scratch),
            "PYTHONPATH": os.pathsep.join(map(str, bundle.import_path)),
            "LAMBDA_TASK_ROOT": str(bundle.task_directory),
            "AWS_LAMBDA_RUNTIME_API": self._api.address,
            "_HANDLER": bundle.handler,
            "LOCAL_ENGINE_LIFELINE": str(lifeline),
            **bundle.variables,
        }

    def _failed_initialization(self, invocation: Invocation) -> Outcome | None:
        if self._api.initialized.is_set():
            return None
        if self._process.poll() is not None:
            return self._crashed(invocation)
        return self._timed_out(invocation, INIT_SECONDS)

    def _outcome(self, invocation: Invocation) -> Outcome:
        deadline = time.time() + invocation.timeout_seconds
        self._api.offer(invocation, deadline)
        while (left := deadline - time.time()) > 0:
            with contextlib.suppress(queue.Empty):
                return _within_limit(self._api.outcomes.get(timeout=min(left, POLL_SECONDS)))
            if self._process.poll() is not None:
                return self._crashed(invocation)
        return self._timed_out(invocation, invocation.timeout_seconds)

    def _timed_out(self, invocation: Invocation, seconds: float) -> Outcome:
        self.end()
        return self._failure(
            invocation, "Sandbox.Timedout", f"Task timed out after {seconds:.2f} seconds"
        )

    def _crashed(self, invocation: Invocation) -> Outcome:
        status = self._process.returncode
        self.end()
        # A process may leave right after it reported, as it does when its code cannot be loaded.
        with contextlib.suppress(queue.Empty):
            return _within_limit(self._api.outcomes.get_nowait())
        how = f"exit status {status}" if status >= 0 else "signal: killed"
        return self._failure(invocation, "Runtime.ExitError", f"Runtime exited with error: {how}")

    def _failure(self, invocation: Invocation, kind: str, message: str) -> Outcome:
        """A failure of the environment, not of the code; the log tells of it as on AWS."""
        self._log.add(f"{invocation.request_id} {message}\n")
        text = f"RequestId: {invocation.request_id} Error: {message}"
        return Outcome(json.dumps({"errorType": kind, "errorMessage": text}).encode(), failed=True)


def _within_limit(outcome: Outcome) -> Outcome:
    if len(outcome.body) <= RESPONSE_LIMIT_BYTES:
        return outcome
    error = {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": f"Response payload size exceeded maximum allowed payload size "
        f"({RESPONSE_LIMIT_BYTES} bytes).",
    }
    return Outcome(json.dumps(error).encode(), failed=True)


class _ProcessLog:
    """What the process writes, read as it comes so that a full pipe never blocks it."""

    def __init__(self) -> None:
        self._reading_end, self.writing_end = os.pipe()
        os.set_blocking(self._reading_end, False)
        self._written = bytearray()
        self._ended = False
        self._lock = threading.Lock()

    def hand_over(self) -> None:
        """Called once the process holds the writing end, so that its end is seen here."""
        os.close(self.writing_end)

    def follow(self) -> None:
        readable = select.poll()
        readable.register(self._reading_end, select.POLLIN)
        while not self._ended:
            readable.poll()
            self._read_available()

    def add(self, line: str) -> None:
        """A line of the platform's own, after all that the process wrote."""
        self._read_available()
        with self._lock:
            self._written += line.encode()

    def take(self) -> str:
        """Everything written so far; the runtime writes before it reports an outcome."""
        self._read_available()
        with self._lock:
            text = self._written.decode(errors="replace")
            self._written.clear()
        return text

    def _read_available(self) -> None:
        with self._lock, contextlib.suppress(BlockingIOError):
            while not self._ended:
                chunk = os.read(self._reading_end, CHUNK_BYTES)
                self._written += chunk
                if not chunk:
                    self._ended = True
                    os.close(self._reading_end)
