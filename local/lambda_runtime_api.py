"""The Lambda Runtime API of one execution environment: hands out events, takes back outcomes."""

import queue
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Invocation:
    function_arn: str
    event: bytes
    request_id: str
    timeout_seconds: float
    trace_id: str | None = None


@dataclass(frozen=True)
class Outcome:
    body: bytes
    failed: bool = False


class RuntimeApi(ThreadingHTTPServer):
    """Serves `/2018-06-01/runtime/`; one invocation at a time, as the environment asks for it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _RuntimeRequest)
        self.initialized = threading.Event()
        self.outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self.next_invocation: queue.SimpleQueue[tuple[Invocation, float] | None]
        self.next_invocation = queue.SimpleQueue()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def offer(self, invocation: Invocation, deadline: float) -> None:
        """Hand the event to the runtime; the deadline is in seconds since the epoch."""
        self.next_invocation.put((invocation, deadline))

    def close(self) -> None:
        self.next_invocation.put(None)
        # shutdown() waits for the serving loop to come round, which nobody has to wait for.
        threading.Thread(target=self._close, daemon=True).start()

    def _close(self) -> None:
        self.shutdown()
        self.server_close()


class _RuntimeRequest(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: RuntimeApi

    def do_GET(self) -> None:
        self.server.initialized.set()
        offered = self.server.next_invocation.get()
        if offered is None:
            self.close_connection = True
            return
        invocation, deadline = offered
        headers = {
            # Newer runtimes poll from a new thread each time, which leaves its connection behind.
            "Connection": "close",
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
            "Lambda-Runtime-Deadline-Ms": str(int(deadline * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": invocation.function_arn,
        }
        if invocation.trace_id:
            headers["Lambda-Runtime-Trace-Id"] = invocation.trace_id
        self._answer(200, headers, invocation.event)

    def do_POST(self) -> None:
        body = self._body()
        self.server.outcomes.put(Outcome(body, failed=self.path.endswith("/error")))
        self._answer(202, {}, b"")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """The runtime's own requests are of no interest."""

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(iter(self._chunk, b""))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline(), 16)
        chunk = self.rfile.read(size)
        self.rfile.readline()
        return chunk
