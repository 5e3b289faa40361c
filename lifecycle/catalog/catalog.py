"""The catalogue's types, and how a request is resolved against it."""

import math
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from lifecycle.errors import HyperparameterInvalid, ModelUnavailable, NotYetSupported
from lifecycle.request import DeploymentMode, Hyperparameter, Technique

CUSTOMIZATION_TYPES = {Technique.FINE_TUNING: "FINE_TUNING"}


class HyperparameterRange(Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds are inclusive, as the service states them."""

    type: Literal["integer", "number"]
    min: float
    max: float
    default: float

    def admits(self, value: float) -> bool:
        whole = self.type == "number" or value.is_integer()
        return whole and self.min <= value <= self.max

    def __str__(self) -> str:
        return f"{self.type} from {self.min:g} to {self.max:g}, default {self.default:g}"


class TechniqueSupport(Struct, frozen=True, forbid_unknown_fields=True):
    """How some models can be customized by one technique."""

    technique: Technique
    models: tuple[str, ...]
    regions: tuple[str, ...]
    format: Literal["converse-text"]
    min_records: Annotated[int, Meta(ge=1)]
    max_records: Annotated[int, Meta(ge=1)]
    """Of training and validation together, as the quota counts them."""
    validation: bool
    deployment_modes: tuple[DeploymentMode, ...]
    source: str
    hyperparameters: dict[str, HyperparameterRange]


class BaseModel(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    customization_id: str
    name: str

    def answers_to(self, identifier: str) -> bool:
        plain = identifier.split("foundation-model/")[-1]
        return plain in (self.id, self.customization_id)


class Catalog(Struct, frozen=True, forbid_unknown_fields=True):
    models: tuple[BaseModel, ...]
    techniques: tuple[TechniqueSupport, ...]

    def model(self, identifier: str) -> BaseModel:
        """By id, id with context suffix, or foundation-model ARN. Raises ModelUnavailable."""
        for model in self.models:
            if model.answers_to(identifier):
                return model
        known = ", ".join(model.customization_id for model in self.models)
        raise ModelUnavailable(
            f"base model {identifier!r} is not in the catalogue of customizable models",
            where="base_model",
            fix=f"use one of: {known}",
        )

    def support(self, model: BaseModel, technique: Technique, region: str) -> TechniqueSupport:
        """Raises NotYetSupported or ModelUnavailable with what would do instead."""
        found = self.support_anywhere(model, technique)
        if region not in found.regions:
            raise ModelUnavailable(
                f"{model.name} cannot be customized by {technique.value} in {region}",
                where="base_model",
                fix=f"deploy Tailor in one of: {', '.join(found.regions)}",
            )
        return found

    def support_anywhere(self, model: BaseModel, technique: Technique) -> TechniqueSupport:
        """Whatever the region: the rules for the data are the same in all of them."""
        if technique not in CUSTOMIZATION_TYPES:
            raise NotYetSupported(
                f"technique {technique.value!r} is not yet supported",
                where="technique",
                fix=f"use one of: {', '.join(CUSTOMIZATION_TYPES)}",
            )
        supported = (s for s in self.techniques if model.id in s.models)
        found = next((s for s in supported if s.technique is technique), None)
        if found is None:
            raise ModelUnavailable(
                f"{model.name} cannot be customized by {technique.value}", where="technique"
            )
        return found


def require_deployment_mode(support: TechniqueSupport, mode: DeploymentMode) -> None:
    if mode not in support.deployment_modes:
        raise NotYetSupported(
            f"deployment mode {mode.value!r} is not yet supported",
            where="deployment.mode",
            fix=f"use one of: {', '.join(support.deployment_modes)}",
        )


def resolve_hyperparameters(
    support: TechniqueSupport, asked: dict[str, Hyperparameter]
) -> dict[str, str]:
    """The asked values over the defaults, as the strings that the API wants.

    Raises HyperparameterInvalid with name, value, allowed range and default.
    """
    for name in asked:
        if name not in support.hyperparameters:
            raise HyperparameterInvalid(
                f"hyper-parameter {name!r} does not exist for this model",
                where=f"hyperparameters.{name}",
                fix=f"use one of: {', '.join(support.hyperparameters)}",
            )
    return {
        name: _to_text(bounds, _checked(name, bounds, asked.get(name, bounds.default)))
        for name, bounds in support.hyperparameters.items()
    }


def _checked(name: str, bounds: HyperparameterRange, value: Hyperparameter) -> float:
    if isinstance(value, list):
        raise NotYetSupported(
            f"hyper-parameter {name!r} is a list; sweeps are not yet supported",
            where=f"hyperparameters.{name}",
            fix="give one value",
        )
    number = _number(value)
    if not bounds.admits(number):
        raise HyperparameterInvalid(
            f"hyper-parameter {name!r} is {value!r}",
            where=f"hyperparameters.{name}",
            why=f"allowed is {bounds}",
        )
    return number


def _number(value: int | float | str) -> float:
    """NaN, which no range admits, for what is no number."""
    try:
        return float(value)
    except ValueError:
        return math.nan


def _to_text(bounds: HyperparameterRange, value: float) -> str:
    return str(int(value)) if bounds.type == "integer" else repr(value)


@cache
def load_catalog() -> Catalog:
    tables: dict[str, list[object]] = {"models": [], "techniques": []}
    for document in sorted(files(__package__).iterdir(), key=lambda file: file.name):
        if document.name.endswith(".toml"):
            content = tomllib.loads(document.read_text("utf-8"))
            for table, rows in tables.items():
                rows.extend(content.get(table, []))
    return msgspec.convert(tables, Catalog)
