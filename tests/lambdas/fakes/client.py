"""What the fakes of all services share: requests and answers are held against botocore's model."""

import copy
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, ClassVar

from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError
from botocore.model import OperationModel
from botocore.paginate import Paginator

from tests.botocore_model import misfits, operation_model, service_model, session, violations

Answer = dict[str, Any]


@dataclass(frozen=True)
class Call:
    operation: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What the n-th call of an operation does instead of answering; of any, where it names none."""

    operation: str | None
    on_call: int
    outcome: BaseException | Answer
    after_effect: bool


@dataclass
class Journal:
    """Every call to every service of the account, in order, and what is to go wrong."""

    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fail_call(self, number: int, outcome: BaseException, *, after_effect: bool) -> None:
        """`number` counts from 1 over all services."""
        self.faults.append(Fault(None, number, outcome, after_effect))

    def of(self, operation: str) -> list[dict[str, Any]]:
        return [call.parameters for call in self.calls if call.operation == operation]

    def fault_of(self, call: Call) -> Fault | None:
        """`call` is the last one in the journal."""
        count = {None: len(self.calls), call.operation: len(self.of(call.operation))}
        return next((f for f in self.faults if count.get(f.operation) == f.on_call), None)


class FakeClient:
    """A boto3 client whose operations are the methods of its subclass, named like boto3's own.

    A request that botocore would refuse raises ParamValidationError, one that the service would
    refuse a ClientError; an answer with a member that the model does not know fails the test.
    """

    service: ClassVar[str]
    refusal: ClassVar[str] = "ValidationException"
    """The code by which the service refuses a malformed request."""
    unmodelled_errors: ClassVar[dict[str, int]] = {}
    """HTTP status by code, for errors that the service sends but does not model."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def __getattribute__(self, name: str) -> Any:
        attribute = super().__getattribute__(name)
        operation = _operations(type(self).service).get(name)
        return partial(self._call, operation, attribute) if operation else attribute

    def get_paginator(self, method: str) -> Paginator:
        operation = _operations(self.service)[method]
        pages = session().get_paginator_model(self.service).get_paginator(operation)
        return Paginator(getattr(self, method), pages, operation_model(self.service, operation))

    def fail(
        self,
        operation: str,
        outcome: str | BaseException | Answer,
        message: str = "scheduled by the test",
        *,
        on_call: int = 1,
        after_effect: bool = False,
    ) -> None:
        """`outcome` is an error code, an exception, or an answer given in place of the true one."""
        if isinstance(outcome, str):
            outcome = self.error(operation, outcome, message)
        self.journal.faults.append(Fault(operation, on_call, outcome, after_effect))

    def error(self, operation: str, code: str, message: str = "") -> ClientError:
        """An error that the operation can really answer with; fails the test for any other."""
        status = self._statuses(operation)[code]
        response = {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": status},
        }
        return ClientError(response, operation)

    def _statuses(self, operation: str) -> dict[str, int]:
        shapes = operation_model(self.service, operation).error_shapes
        modelled = [{"code": shape.name, **shape.metadata.get("error", {})} for shape in shapes]
        statuses = {error["code"]: error.get("httpStatusCode", 400) for error in modelled}
        return statuses | type(self).unmodelled_errors

    def _call(self, operation: str, method: Callable[..., Answer], **parameters: Any) -> Answer:
        model = operation_model(self.service, operation)
        self._check_request(model, parameters)
        call = Call(operation, copy.deepcopy(parameters))
        self.journal.calls.append(call)
        fault = self.journal.fault_of(call)
        if fault and fault.after_effect:
            with suppress(ClientError):
                method(**parameters)
        if fault:
            return _outcome(fault)
        answer = method(**parameters)
        if model.output_shape:
            assert not misfits(answer, model.output_shape), misfits(answer, model.output_shape)
        return copy.deepcopy(answer)

    def _check_request(self, model: OperationModel, parameters: dict[str, Any]) -> None:
        if report := misfits(parameters, model.input_shape):
            raise ParamValidationError(report=report)
        if broken := next(violations(parameters, model.input_shape), None):
            raise self.error(model.name, type(self).refusal, broken)


def _outcome(fault: Fault) -> Answer:
    if isinstance(fault.outcome, BaseException):
        raise fault.outcome
    return fault.outcome


@cache
def _operations(service: str) -> dict[str, str]:
    return {xform_name(name): name for name in service_model(service).operation_names}
