"""What a request may name because it is deployed or configured: graders and invocation logs."""

from collections.abc import Collection

from lifecycle.errors import RequestInvalid
from lifecycle.request_data import InvocationLogs


def require_deployed_grader(grader: str, deployed: Collection[str]) -> None:
    if grader not in deployed:
        raise RequestInvalid(
            f"there is no grader {grader!r}",
            where="grader",
            fix=f"use one of: {', '.join(sorted(deployed))}"
            if deployed
            else "write one in graders/ and deploy it",
        )


def require_readable_logs(logs: InvocationLogs, sources: Collection[str]) -> None:
    """`sources` are the S3 prefixes that the settings let a distillation read."""
    if not any(_within(logs.source, source) for source in sources):
        readable = ", ".join(sources) or "none"
        raise RequestInvalid(
            f"invocation logs in {logs.source} are not configured to be read",
            where="data.invocation_logs.source",
            why=f"the service role of distillation reads these sources outside Tailor: {readable}",
            fix="add the bucket and prefix to `invocation_logs` in settings.py, and deploy",
        )


def _within(uri: str, source: str) -> bool:
    return f"{uri.rstrip('/')}/".startswith(source)
