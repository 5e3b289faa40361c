"""What a run builds on: a foundation model, or a custom model that an earlier run has made."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from lifecycle.errors import ModelUnavailable, RequestInvalid

RUN_PREFIX = "run:"

# A custom model's name, as the API takes it: it has no dot, and each foundation model's id has one.
_NAME = re.compile(r"([0-9a-zA-Z][_-]?)+")
_ARN = re.compile(r"arn:[^:]+:bedrock:[^:]*:[^:]*:(?P<kind>[^/]+)/(?P<id>.+)")
_FOUNDATION, _CUSTOM, _IMPORTED = "foundation-model", "custom-model", "imported-model"
_SERVING = {"custom-model-deployment", "provisioned-model", "inference-profile"}


class BaseModelChoice(Struct, frozen=True):
    """`foundation` identifies the model whose rules and ranges apply. `custom_model` is the ARN of
    what was made of it, and what the job starts from; None where it starts from the foundation."""

    foundation: str
    custom_model: str | None = None


class MadeModel(Struct, frozen=True):
    model_arn: str


class ModelOfRun(Struct, frozen=True):
    """What is needed of a RunRecord, of whatever time. `model` is None where the weights were
    imported: nothing can be built on those."""

    model: MadeModel | None = None

    @property
    def arn(self) -> str | None:
        return self.model.model_arn if self.model else None


class ModelLookups(Struct, frozen=True):
    """Where custom models are found; each gives None where there is nothing.

    `custom_model` takes a name or an ARN and gives the answer of GetCustomModel; the others give
    the ARN of the model that a run, or the newest published run of a job, has made.
    """

    custom_model: Callable[[str], Mapping[str, Any] | None]
    model_of_run: Callable[[str], str | None]
    model_of_job: Callable[[str], str | None]


def choose_base_model(asked: str, lookups: ModelLookups) -> BaseModelChoice:
    """`asked` as in job.yaml. Raises RequestInvalid or ModelUnavailable."""
    if asked.startswith(RUN_PREFIX):
        name = asked.removeprefix(RUN_PREFIX)
        return _custom_model(_model_of(name, lookups), lookups)
    if arn := _ARN.fullmatch(asked):
        return _of_arn(arn, lookups)
    if _NAME.fullmatch(asked):
        return _custom_model(asked, lookups)
    return BaseModelChoice(asked)


def _model_of(name: str, lookups: ModelLookups) -> str:
    model = lookups.model_of_run(name) or lookups.model_of_job(name)
    if model is None:
        raise ModelUnavailable(
            f"no run or job {name!r} has published a model",
            where="base_model",
            fix="`tailor runs` lists the runs; name one that succeeded, or its job",
        )
    return model


def _of_arn(arn: re.Match[str], lookups: ModelLookups) -> BaseModelChoice:
    if arn["kind"] == _FOUNDATION:
        return BaseModelChoice(arn[0])
    if arn["kind"] in _SERVING:
        raise RequestInvalid(
            f"{arn[0]} serves a model and is none",
            where="base_model",
            fix="name the custom model that it serves, or the run that made it (run:<job name>)",
        )
    if arn["kind"] == _IMPORTED or arn["id"].startswith("imported/"):
        raise _imported(arn[0])
    if arn["kind"] != _CUSTOM:
        raise RequestInvalid(
            f"{arn[0]} is no model",
            where="base_model",
            fix="name a foundation model, a custom model or run:<job name>",
        )
    return _custom_model(arn[0], lookups)


def _custom_model(identifier: str, lookups: ModelLookups) -> BaseModelChoice:
    details = lookups.custom_model(identifier)
    if details is None:
        raise ModelUnavailable(
            f"there is no custom model {identifier} in this account and region",
            where="base_model",
            fix="name one that `aws bedrock list-custom-models` lists, or run:<job name>; a model "
            "of another region or account must be copied here first",
        )
    found = _ARN.fullmatch(details["modelArn"])
    if details.get("customizationType") == "IMPORTED" or not found or _is_imported(found):
        raise _imported(identifier)
    status = details.get("modelStatus", "Active")
    if status != "Active":
        raise ModelUnavailable(
            f"the custom model {identifier} is {status}",
            where="base_model",
            fix="name a model that is Active",
        )
    return BaseModelChoice(_foundation_of(details), details["modelArn"])


def _is_imported(arn: re.Match[str]) -> bool:
    return arn["id"].startswith("imported/")


def _foundation_of(details: Mapping[str, Any]) -> str:
    """A model that was made of a custom model carries the foundation's id in its base's ARN."""
    base = details.get("baseModelArn") or details["modelArn"]
    arn = _ARN.fullmatch(base)
    if arn and arn["kind"] == _CUSTOM:
        return arn["id"].rpartition("/")[0]
    return str(base)


def _imported(identifier: str) -> RequestInvalid:
    return RequestInvalid(
        f"{identifier} was imported: Amazon Bedrock does not customize imported models",
        where="base_model",
        fix="train where it was trained and import the result (`technique: import`), or name a "
        "model that Amazon Bedrock has customized",
    )
