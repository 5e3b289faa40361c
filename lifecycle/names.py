"""Every name, key and token of a run. All are functions of the run, so that a retry at any line
finds what the first attempt made instead of making it twice."""

import hashlib
import re
from collections.abc import Mapping

RUN_ID_MAX_LENGTH = 49  # 32 of the name, a dash, 16 hex digits: room for suffixes within 63


def slug(name: str) -> str:
    """`name` reduced to what every AWS name pattern accepts: [a-z0-9-], no doubled dash."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())[:32].strip("-") or "job"


def run_id(job_name: str, versions: Mapping[str, str]) -> str:
    """The identity of a run: its job and the S3 version of its manifest and every declared file."""
    lines = [job_name, *(f"{file}\x00{version}" for file, version in sorted(versions.items()))]
    return f"{slug(job_name)}-{_digest(lines)[:16]}"


def is_run_id(name: str) -> bool:
    return re.fullmatch(r"[a-z0-9-]{1,32}-[0-9a-f]{16}", name) is not None


def customization_job(run: str, trial: int) -> str:
    return f"{run}-t{trial}"


def is_customization_job_of(run: str, job: str) -> bool:
    return re.fullmatch(re.escape(run) + r"-t\d+", job) is not None


def custom_model(run: str, trial: int) -> str:
    return f"{run}-t{trial}"


def deployment(run: str) -> str:
    return run


def provisioned_model(run: str) -> str:
    return run


def import_job(run: str) -> str:
    return run


def imported_model(run: str) -> str:
    return run


def client_request_token(run: str, operation: str, trial: int = 0) -> str:
    """A token within [a-zA-Z0-9-]: the API's pattern allows no `_`, `:` or `.`."""
    return _digest([run, operation, str(trial)])


def media_copy(key: str, version_id: str, suffix: str) -> str:
    """The file name of a copy of that version, within what Bedrock's S3 URIs allow."""
    return f"{_digest([key, version_id])[:32]}.{suffix}"


def live_parameter(prefix: str, job_name: str) -> str:
    """The SSM parameter that holds the ARN to invoke for a job, whichever run made it.

    The digest keeps apart names that share a slug.
    """
    return f"{prefix}/{slug(job_name)}-{_digest([job_name])[:8]}"


def model_parameter(prefix: str, job_name: str) -> str:
    """The SSM parameter that holds the ARN of the newest custom model of a job, served or not."""
    return f"{live_parameter(prefix, job_name)}-model"


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\x01".join(parts).encode()).hexdigest()
