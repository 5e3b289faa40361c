"""Amazon Bedrock as the local account serves it: one call per HTTP request."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore import xform_name

from local.bedrock.account import Account
from local.bedrock.caller import access_key_id
from local.bedrock.custom_models import CustomModels
from local.bedrock.customization.jobs import CustomizationJobs
from local.bedrock.deployments import Deployments
from local.bedrock.errors import NotEmulated, ServiceError
from local.bedrock.faults import AFTER_THE_EFFECT, BEFORE_THE_EFFECT, Faults
from local.bedrock.imports.created_models import CreatedModels
from local.bedrock.imports.jobs import ImportJobs
from local.bedrock.imports.models import ImportedModels
from local.bedrock.inference_profiles import InferenceProfiles
from local.bedrock.rest_json.models import service_model
from local.bedrock.rest_json.requests import Request, read_request
from local.bedrock.rest_json.responses import Response, failure, success
from local.bedrock.rest_json.routes import Routes
from local.bedrock.runtime import Runtime
from local.bedrock.scheduled_errors import error_of
from local.bedrock.settings import BedrockSettings
from local.bedrock.surroundings import Surroundings
from local.bedrock.tags import Tags
from local.bedrock.throughputs import Throughputs

__all__ = ["Bedrock", "BedrockSettings", "Faults", "Surroundings"]

_SERVICES = ("bedrock", "bedrock-runtime")


class Bedrock:
    """A part implements an operation by a method of its name, as in a boto3 client."""

    def __init__(
        self,
        account: str,
        region: str,
        surroundings: Surroundings,
        settings: BedrockSettings,
        faults: Faults,
    ) -> None:
        self._surroundings, self._faults = surroundings, faults
        self._account = Account(account, region, surroundings, settings, faults)
        self._routes = {service: Routes(service_model(service)) for service in _SERVICES}
        tags = Tags(self._account)
        self._parts = (
            self._account.foundation_models,
            CustomizationJobs(self._account, tags),
            CustomModels(self._account),
            CreatedModels(self._account, tags),
            Deployments(self._account, tags),
            Throughputs(self._account, tags),
            InferenceProfiles(self._account),
            ImportJobs(self._account, tags),
            ImportedModels(self._account),
            Runtime(self._account),
            tags,
        )

    def handle(
        self,
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query: dict[str, Any],
    ) -> Response:
        """`service` is bedrock or bedrock-runtime; values of `query` are strings or lists."""
        access_key_id.set(_access_key(headers))
        try:
            operation, labels = self._routes[service].find(method, path)
            implementation = self._implementation(operation.name)
            request = read_request(operation, labels, query, headers, body)
            with self._scheduled_faults(operation.name, request):
                output = implementation(request)
            return success(operation, output)
        except ServiceError as error:
            return failure(service_model(service), error)

    def _implementation(self, operation: str) -> Callable[[Request], dict[str, Any]]:
        name = xform_name(operation)
        for part in self._parts:
            implementation: Callable[[Request], dict[str, Any]] | None = getattr(part, name, None)
            if implementation:
                return implementation
        raise NotEmulated(f"The stand-in does not emulate {operation}.")

    @contextmanager
    def _scheduled_faults(self, operation: str, request: Request) -> Iterator[None]:
        names = self._names_in(request)
        before = self._faults.take(operation, names, BEFORE_THE_EFFECT)
        if before:
            raise error_of(before, operation)
        yield
        after = self._faults.take(operation, names, AFTER_THE_EFFECT)
        if after and after.kind == "kill-caller":
            self._surroundings.kill_caller(access_key_id.get())
        elif after:
            raise error_of(after, operation)

    def _names_in(self, request: Request) -> list[str]:
        """Names, ARNs and identifiers in the request, and the names of what they identify."""
        given = [value for value in request.values() if isinstance(value, str)]
        meant = [resource.name for each in given if (resource := self._account.find(each))]
        return given + meant


def _access_key(headers: Mapping[str, str]) -> str:
    lower = {name.lower(): value for name, value in headers.items()}
    signed_by = re.search(r"Credential=([^/]+)/", lower.get("authorization", ""))
    return signed_by[1] if signed_by else ""
