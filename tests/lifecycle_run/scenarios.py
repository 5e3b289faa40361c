"""Runs with something that goes wrong in each, all started together."""

import json
from dataclasses import dataclass, field
from typing import Any

from deployed import Deployed, conversations, job_files

Fault = dict[str, Any]
CONTROL_PLANE_OF_A_RUN = (
    "CreateModelCustomizationJob",
    "GetModelCustomizationJob",
    "CreateCustomModelDeployment",
    "GetCustomModelDeployment",
    "Converse",
)
CATALOGUE = ("GetFoundationModel", "GetFoundationModelAvailability")
RELEASE = (
    "ListModelCustomizationJobs",
    "ListCustomModelDeployments",
    "DeleteCustomModelDeployment",
)
# More in a row than botocore retries by itself, so that the state machine has to.
STORM = 4


@dataclass(frozen=True)
class Scenario:
    training: bytes = field(default_factory=lambda: conversations(40))
    faults: tuple[Fault, ...] = ()
    request: dict[str, Any] = field(default_factory=dict)


def _storm(
    kind: str, matching: str, operations: tuple[str, ...] = CONTROL_PLANE_OF_A_RUN
) -> tuple[Fault, ...]:
    return tuple(
        {"operation": operation, "kind": kind, "matching": matching, "times": STORM}
        for operation in operations
    )


def _broken_line(records: int) -> bytes:
    lines = conversations(records).splitlines(keepends=True)
    lines[6] = b'{"messages": [{"role": "user", "content"\n'
    return b"".join(lines)


SCENARIOS: dict[str, Scenario] = {
    "happy": Scenario(request={"hyperparameters": {"epochCount": 3}}),
    "job-failed": Scenario(
        faults=({"job": "job-failed", "outcome": "failed", "message": "The data were not liked."},)
    ),
    "job-stopped": Scenario(faults=({"job": "job-stopped", "outcome": "stopped"},)),
    "data-broken": Scenario(training=_broken_line(40)),
    "throttled": Scenario(faults=_storm("throttle", "throttled")),
    "server-errors": Scenario(faults=_storm("server-error-before", "server-errors")),
    "late-server-errors": Scenario(faults=_storm("server-error-after", "late-server-errors")),
    "catalogue-throttled": Scenario(
        request={"base_model": "amazon.nova-pro-v1:0:300k"},
        faults=_storm("throttle", "nova-pro", CATALOGUE),
    ),
    "catalogue-broken": Scenario(
        request={"base_model": "amazon.nova-lite-v1:0:300k"},
        faults=_storm("server-error-before", "nova-lite", CATALOGUE),
    ),
    "release-throttled": Scenario(
        faults=(
            {"deployment": "release-throttled", "outcome": "failed"},
            *_storm("throttle", "release-throttled", RELEASE),
        )
    ),
    "release-broken": Scenario(
        faults=(
            {"deployment": "release-broken", "outcome": "failed"},
            *_storm("server-error-after", "release-broken", RELEASE),
        )
    ),
    "event-lost": Scenario(faults=({"job": "event-lost", "event": "lost"},)),
    "event-twice": Scenario(faults=({"job": "event-twice", "event": "duplicated"},)),
    "function-killed": Scenario(
        faults=(
            {
                "operation": "CreateModelCustomizationJob",
                "matching": "function-killed",
                "kind": "kill-caller",
            },
        )
    ),
    "deployment-failed": Scenario(
        faults=(
            {"deployment": "deployment-failed", "outcome": "failed", "message": "No capacity."},
        )
    ),
    "quota-full": Scenario(
        faults=(
            {
                "operation": "CreateModelCustomizationJob",
                "matching": "quota-full",
                "kind": "quota",
                "times": 3,
            },
        )
    ),
    "provisioned": Scenario(request={"deployment": {"mode": "provisioned"}}),
    "no-model-units": Scenario(
        request={"deployment": {"mode": "provisioned"}},
        faults=(
            {
                "operation": "CreateProvisionedModelThroughput",
                "matching": "no-model-units",
                "kind": "quota",
                "times": 50,
            },
        ),
    ),
    "not-served": Scenario(request={"deployment": {"mode": "none"}}),
    "access-denied": Scenario(
        faults=(
            {
                "operation": "CreateCustomModelDeployment",
                "matching": "access-denied",
                "kind": "access-denied",
                "times": 50,
            },
        )
    ),
    "metrics-broken": Scenario(faults=({"job": "metrics-broken", "metrics": "nan"},)),
    "technique-of-another-model": Scenario(
        request={"technique": "reinforcement-fine-tuning", "grader": "exact-answer"}
    ),
    "overdue": Scenario(faults=({"job": "overdue", "outcome": "stuck"},)),
    "aborted": Scenario(faults=({"job": "aborted", "outcome": "stuck"},)),
}


class Scenarios:
    def __init__(self, deployed: Deployed) -> None:
        self.deployed = deployed
        for scenario in SCENARIOS.values():
            for fault in scenario.faults:
                deployed.account.schedule_fault(**fault)
        self.runs = {name: self._start(name, s) for name, s in SCENARIOS.items()}

    def _start(self, name: str, scenario: Scenario) -> str:
        files = job_files(
            name, training=scenario.training, test=conversations(4), **scenario.request
        )
        return self.deployed.submit(name, files)

    def succeeded(self, name: str) -> str:
        """The run of that scenario, which must have succeeded."""
        run = self.runs[name]
        ended = self.deployed.ended(run)
        assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
        return run

    def failed(self, name: str) -> tuple[str, dict[str, Any]]:
        run = self.runs[name]
        ended = self.deployed.ended(run)
        assert ended["status"] == "FAILED", json.dumps(ended, default=str)
        return run, ended
