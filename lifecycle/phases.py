"""What a Bedrock status means to a wait: still going, done, or failed.

A status that is not listed is an error with its name, never a loop and never success. A test holds
these tables against botocore's enums.
"""

from enum import Enum

from lifecycle.errors import (
    CustomizationFailed,
    CustomizationStopped,
    DeploymentFailed,
    ImportFailed,
    TailorError,
    UnknownStatus,
)


class Phase(Enum):
    WAITING = "waiting"
    DONE = "done"


Meaning = Phase | type[TailorError]

CUSTOMIZATION: dict[str, Meaning] = {
    "InProgress": Phase.WAITING,
    "Stopping": Phase.WAITING,
    "Completed": Phase.DONE,
    "Failed": CustomizationFailed,
    "Stopped": CustomizationStopped,
}

DEPLOYMENT: dict[str, Meaning] = {
    "Creating": Phase.WAITING,
    "Active": Phase.DONE,
    "Failed": DeploymentFailed,
}

THROUGHPUT: dict[str, Meaning] = {
    "Creating": Phase.WAITING,
    "Updating": Phase.WAITING,
    "InService": Phase.DONE,
    "Failed": DeploymentFailed,
}


IMPORT: dict[str, Meaning] = {
    "InProgress": Phase.WAITING,
    "Completed": Phase.DONE,
    "Failed": ImportFailed,
}

CUSTOM_MODEL: dict[str, Meaning] = {
    "Creating": Phase.WAITING,
    "Active": Phase.DONE,
    "Failed": ImportFailed,
}


def meaning(table: dict[str, Meaning], status: str, target: str) -> Meaning:
    """Raises UnknownStatus for a status that Bedrock added after this table was written."""
    try:
        return table[status]
    except KeyError:
        raise UnknownStatus(
            f"Amazon Bedrock reports the status {status!r}, which this version does not know",
            where=target,
            fix="look at the resource in the Bedrock console, and update Tailor",
        ) from None
