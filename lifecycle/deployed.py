"""What a request may name because it is deployed or configured: graders, and buckets to read."""

from collections.abc import Collection

from lifecycle.errors import RequestInvalid
from lifecycle.request_data import InvocationLogs
from lifecycle.weights.request import FolderWeights


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


def require_readable_weights(weights: FolderWeights, sources: Collection[str]) -> None:
    """`sources` are the S3 prefixes that the settings let an import read."""
    if weights.uri and not any(_within(weights.uri, source) for source in sources):
        readable = ", ".join(sources) or "none"
        raise RequestInvalid(
            f"weights in {weights.uri} are not configured to be read",
            where="weights.source",
            why=f"the service role of imports reads these sources outside Tailor: {readable}",
            fix="put the folder beside job.yaml, or add the bucket and prefix to `model_weights` "
            "in settings.py and deploy",
        )


def _within(uri: str, source: str) -> bool:
    return f"{uri.rstrip('/')}/".startswith(source)
