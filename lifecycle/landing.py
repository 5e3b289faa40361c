"""Decides what an object that landed in the intake bucket means: a run, a wait, or nothing.

A run starts when job.yaml and every file it declares are present and settled, in whatever order
they came. Equal object versions give an equal run id, so that k equal events start one run.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from msgspec import Struct

from lifecycle import names
from lifecycle.folders import declares, folder_version, is_folder
from lifecycle.request import MANIFEST_NAME, JobRequest
from lifecycle.run.landed import ObjectVersion, RunInput

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


def owners_name(key: str) -> str:
    """Of a file or a folder of a job, the way job.yaml names it."""
    return key.removeprefix(JOBS_PREFIX).partition("/")[2]


def decide_landing(
    arrived: JobFile,
    request: JobRequest,
    landed: Mapping[str, Landed],
    now: datetime,
    settle: timedelta,
) -> RunInput | NotStarted:
    """`landed` holds, by file name, the manifest, those declared files that are present, and what
    lies in declared folders.

    Each event must come `settle` or more after its object landed (the queue's delay): then the
    event of the last one finds all others settled, and no complete set is left without a run.
    """
    declared = (MANIFEST_NAME, *request.declared_files())
    if not any(declares(name, arrived.file) for name in declared):
        return NotStarted.UNDECLARED
    if any(not any(declares(name, file) for file in landed) for name in declared):
        return NotStarted.INCOMPLETE
    others = (file for file in landed if file != arrived.file)
    if any(now - landed[file].modified_at < settle for file in others):
        return NotStarted.UNSETTLED
    return run_input(request, {file: found.version for file, found in landed.items()})


def run_input(request: JobRequest, versions: Mapping[str, ObjectVersion]) -> RunInput:
    """`versions` of the manifest, of every declared file and of every file in a declared folder."""
    identities = {file: version.version_id for file, version in versions.items()}
    folders = {
        name: folder_version(JobFile(request.name, name).key, files_in(name, versions))
        for name in request.declared_files()
        if is_folder(name)
    }
    files = {name: versions[name] for name in request.declared_files() if name not in folders}
    return RunInput(
        run_id=names.run_id(request.name, identities),
        job_name=request.name,
        manifest=versions[MANIFEST_NAME],
        files=files | folders,
    )


def files_in(folder: str, versions: Mapping[str, ObjectVersion]) -> dict[str, ObjectVersion]:
    """In the order of their names."""
    return {file: versions[file] for file in sorted(versions) if declares(folder, file)}


def folder_pins(
    request: JobRequest, versions: Mapping[str, ObjectVersion]
) -> dict[str, tuple[ObjectVersion, ...]]:
    """By the key of each declared folder: too much for the input of an execution."""
    return {
        JobFile(request.name, name).key: tuple(files_in(name, versions).values())
        for name in request.declared_files()
        if is_folder(name)
    }
