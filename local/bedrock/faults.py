"""Faults that are scheduled to happen, told as JSON: {"job": "triage", "outcome": "failed"}."""

from collections.abc import Callable, Collection
from threading import Lock
from typing import Any, Literal, TypeVar

import msgspec

from local.bedrock.rest_json.models import service_model

Kind = Literal[
    "throttle",
    "server-error-before",
    "server-error-after",
    "kill-caller",
    "access-denied",
    "quota",
]
BEFORE_THE_EFFECT: frozenset[Kind] = frozenset(
    ("throttle", "server-error-before", "access-denied", "quota")
)
AFTER_THE_EFFECT: frozenset[Kind] = frozenset(("server-error-after", "kill-caller"))


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Jobs, deployments and throughputs are meant by any part of their name."""


class OperationFault(Fault, frozen=True):
    operation: str
    """As the API calls it, or * for every operation."""
    kind: Kind
    matching: str = ""
    """Part of a name, ARN or identifier in the request, or of the name that it stands for."""
    times: int = 1


class JobOutcome(Fault, frozen=True):
    job: str
    outcome: Literal["failed", "stopped", "stuck"]
    message: str = "Internal error. The customization job could not be completed."


class JobEventFault(Fault, frozen=True):
    job: str
    event: Literal["lost", "duplicated"]


class JobMetricsFault(Fault, frozen=True):
    job: str
    metrics: Literal["truncated", "missing", "nan"]


class DeploymentOutcome(Fault, frozen=True):
    deployment: str
    outcome: Literal["failed", "stuck"]
    message: str = "Internal error. The custom model could not be deployed."


class ThroughputOutcome(Fault, frozen=True):
    throughput: str
    outcome: Literal["failed", "stuck"]
    message: str = "Internal error. The provisioned throughput could not be created."


class ImportOutcome(Fault, frozen=True):
    import_job: str = msgspec.field(name="import")
    outcome: Literal["failed", "stuck"]
    message: str = "Internal error. The model could not be imported."


_TOLD_BY = {
    "operation": OperationFault,
    "deployment": DeploymentOutcome,
    "throughput": ThroughputOutcome,
    "import": ImportOutcome,
    "event": JobEventFault,
    "metrics": JobMetricsFault,
    "job": JobOutcome,
}
_Found = TypeVar("_Found", bound=Fault)


class Faults:
    """Operation faults happen `times` times, all others until they are cleared."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._scheduled: tuple[Fault, ...] = ()

    def add(self, document: str | bytes) -> None:
        """Raises msgspec.ValidationError for what is not a fault."""
        fault = _decoded(msgspec.json.decode(document, type=dict[str, Any]))
        with self._lock:
            self._scheduled += (fault,)

    def clear(self) -> None:
        with self._lock:
            self._scheduled = ()

    def remove(self, document: str | bytes) -> None:
        """Those that were scheduled by the same document. Raises msgspec.ValidationError."""
        unwanted = _decoded(msgspec.json.decode(document, type=dict[str, Any]))
        with self._lock:
            self._scheduled = tuple(each for each in self._scheduled if each != unwanted)

    def take(
        self, operation: str, names: Collection[str], kinds: Collection[Kind]
    ) -> OperationFault | None:
        """The first fault due now; it is used up by one."""

        def is_due(fault: OperationFault) -> bool:
            concerned = fault.operation in ("*", operation) and fault.kind in kinds
            return concerned and any(fault.matching in name for name in names or [""])

        with self._lock:
            fault = self._first(OperationFault, is_due)
            if fault:
                self._use_up(fault)
            return fault

    def job_outcome(self, name: str) -> JobOutcome | None:
        return self._first(JobOutcome, lambda fault: fault.job in name)

    def job_event(self, name: str) -> JobEventFault | None:
        return self._first(JobEventFault, lambda fault: fault.job in name)

    def job_metrics(self, name: str) -> JobMetricsFault | None:
        return self._first(JobMetricsFault, lambda fault: fault.job in name)

    def deployment_outcome(self, name: str) -> DeploymentOutcome | None:
        return self._first(DeploymentOutcome, lambda fault: fault.deployment in name)

    def throughput_outcome(self, name: str) -> ThroughputOutcome | None:
        return self._first(ThroughputOutcome, lambda fault: fault.throughput in name)

    def import_outcome(self, name: str) -> ImportOutcome | None:
        return self._first(ImportOutcome, lambda fault: fault.import_job in name)

    def list(self) -> tuple[Fault, ...]:
        """What is still to happen."""
        return self._scheduled

    def _first(self, kind: type[_Found], condition: Callable[[_Found], bool]) -> _Found | None:
        due = (each for each in self._scheduled if isinstance(each, kind) and condition(each))
        return next(due, None)

    def _use_up(self, fault: OperationFault) -> None:
        at = next(place for place, each in enumerate(self._scheduled) if each is fault)
        rest = msgspec.structs.replace(fault, times=fault.times - 1)
        remaining = (rest,) if rest.times > 0 else ()
        self._scheduled = self._scheduled[:at] + remaining + self._scheduled[at + 1 :]


def _decoded(document: dict[str, Any]) -> Fault:
    kind = next((kind for key, kind in _TOLD_BY.items() if key in document), None)
    if kind is None:
        raise msgspec.ValidationError(f"Not a fault: one of {', '.join(_TOLD_BY)} is needed.")
    fault: Fault = msgspec.convert(document, kind)
    if isinstance(fault, OperationFault) and fault.operation not in _operations():
        raise msgspec.ValidationError(f"There is no operation {fault.operation}.")
    return fault


def _operations() -> set[str]:
    names = {"*"}
    for service in ("bedrock", "bedrock-runtime"):
        names |= set(service_model(service).operation_names)
    return names
