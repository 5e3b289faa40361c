"""What intake hands on: the versions of the objects that a run is pinned to, or why they were put
aside."""

from msgspec import Struct


class ObjectVersion(Struct, frozen=True):
    """One version of one object in the intake bucket: what a run is pinned to."""

    key: str
    version_id: str
    etag: str
    size: int


class RunInput(Struct, frozen=True):
    """The input of an execution, written by intake. `files` by the name that job.yaml uses."""

    run_id: str
    job_name: str
    manifest: ObjectVersion
    files: dict[str, ObjectVersion]


class Quarantine(Struct, frozen=True):
    """Why files were put aside, with the versions that they have in the intake bucket, by the
    name that job.yaml uses. They stay there, too: nothing is lost."""

    code: str
    reason: str
    files: dict[str, ObjectVersion]
