"""Decides what an object that landed in the intake bucket means: a run, a wait, or nothing.

A run starts when job.yaml and every file it declares are present and settled, in whatever order
they came. Equal object versions give an equal run id, so that k equal events start one run.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from msgspec import Struct

from lifecycle import names
from lifecycle.request import MANIFEST_NAME, JobRequest
from lifecycle.run import ObjectVersion, RunInput

JOBS_PREFIX = "jobs/"


class JobFile(Struct, frozen=True):
    """`jobs/<folder>/<file>` taken apart."""

    folder: str
    file: str

    @property
    def key(self) -> str:
        return f"{JOBS_PREFIX}{self.folder}/{self.file}"

    @property
    def manifest(self) -> "JobFile":
        return JobFile(self.folder, MANIFEST_NAME)


class Landed(Struct, frozen=True):
    version: ObjectVersion
    modified_at: datetime


class NotStarted(Enum):
    UNDECLARED = "the file is not declared in job.yaml"
    INCOMPLETE = "a declared file is still missing"
    UNSETTLED = "another declared file has just landed; its own event decides"


def job_file(key: str) -> JobFile | None:
    """None for a key that is no file of a job, such as `jobs/x` or `jobs-old/x/job.yaml`."""
    if not key.startswith(JOBS_PREFIX):
        return None
    folder, _, file = key.removeprefix(JOBS_PREFIX).partition("/")
    is_file = folder and file and not file.endswith("/")
    return JobFile(folder, file) if is_file else None


def decide_landing(
    arrived: JobFile,
    request: JobRequest,
    landed: Mapping[str, Landed],
    now: datetime,
    settle: timedelta,
) -> RunInput | NotStarted:
    """`landed` holds, by file name, the manifest and those declared files that are present.

    Each event must come `settle` or more after its object landed (the queue's delay): then the
    event of the last one finds all others settled, and no complete set is left without a run.
    """
    declared = (MANIFEST_NAME, *request.declared_files())
    if arrived.file not in declared:
        return NotStarted.UNDECLARED
    if any(file not in landed for file in declared):
        return NotStarted.INCOMPLETE
    others = (file for file in declared if file != arrived.file)
    if any(now - landed[file].modified_at < settle for file in others):
        return NotStarted.UNSETTLED
    return _run_input(request, {file: landed[file].version for file in declared})


def _run_input(request: JobRequest, versions: Mapping[str, ObjectVersion]) -> RunInput:
    identities = {file: version.version_id for file, version in versions.items()}
    return RunInput(
        run_id=names.run_id(request.name, identities),
        job_name=request.name,
        manifest=versions[MANIFEST_NAME],
        files={f: v for f, v in versions.items() if f != MANIFEST_NAME},
    )
