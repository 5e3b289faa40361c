"""The catalogue as a whole, and how a request is resolved against it."""

from msgspec import Struct

from lifecycle.catalog.dataset_rules import DatasetRules
from lifecycle.catalog.imports import ImportArchitecture, ImportLimits, ModelPackages
from lifecycle.catalog.models import BaseModel
from lifecycle.catalog.techniques import CUSTOMIZATION_TYPES, TechniqueSupport
from lifecycle.errors import ModelUnavailable
from lifecycle.request import DeploymentMode, Technique


class Catalog(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    models: tuple[BaseModel, ...]
    techniques: tuple[TechniqueSupport, ...]
    datasets: tuple[DatasetRules, ...]
    architectures: tuple[ImportArchitecture, ...]
    import_limits: ImportLimits
    model_packages: ModelPackages

    def model(self, identifier: str) -> BaseModel:
        """By id, id with context suffix, or foundation-model ARN. Raises ModelUnavailable."""
        for model in self.models:
            if model.answers_to(identifier):
                return model
        known = ", ".join(
            model.customization_id for model in self.models if model.lifecycle.is_live
        )
        raise ModelUnavailable(
            f"base model {identifier!r} is not in the catalogue of customizable models",
            where="base_model",
            fix=f"use one of: {known}",
        )

    def support(self, model: BaseModel, technique: Technique, region: str) -> TechniqueSupport:
        """Raises ModelUnavailable with what would do instead."""
        found = self._find_support(model, technique)
        if found is None:
            raise self._unsupported(model, technique, self.instead(model, technique, region))
        if region not in found.regions:
            raise ModelUnavailable(
                f"{model.name} cannot be customized by {technique.value} in {region}",
                where="base_model",
                fix=" or ".join(
                    (
                        f"deploy Tailor in {', '.join(found.regions)}",
                        *self._nearest(model, technique, region),
                    )
                ),
            )
        return found

    def _unsupported(
        self, model: BaseModel, technique: Technique, instead: str
    ) -> ModelUnavailable:
        able = ", ".join(row.technique.value for row in self.techniques if model.id in row.models)
        return ModelUnavailable(
            f"{model.name} cannot be customized by {technique.value}",
            where="technique",
            fix=f"use one of its techniques: {able}; else {instead}",
        )

    def _find_support(self, model: BaseModel, technique: Technique) -> TechniqueSupport | None:
        rows = (row for row in self.techniques if model.id in row.models)
        return next((row for row in rows if row.technique is technique), None)

    def customizations(self, model: BaseModel, region: str) -> frozenset[str]:
        """How the model can be customized in the region, as the API names it."""
        return frozenset(
            CUSTOMIZATION_TYPES[row.technique]
            for row in self.techniques
            if model.id in row.models and region in row.regions
        )

    def instead(self, model: BaseModel, technique: Technique, region: str) -> str:
        """What to do where the model itself will not do: the nearest live one, or another way."""
        for nearest in self._nearest(model, technique, region):
            return nearest
        elsewhere = self._other_regions(model, technique)
        if elsewhere:
            return f"deploy Tailor where other models take it: {', '.join(elsewhere)}"
        return (
            f"no other live model takes {technique.value} in any region: fine-tune a model that a "
            "run has made (`base_model: run:<job name>`), or train elsewhere and import it "
            "(`technique: import`)"
        )

    def _nearest(self, model: BaseModel, technique: Technique, region: str) -> tuple[str, ...]:
        return tuple(
            f"use {each.customization_id} ({each.name}), the nearest live model for "
            f"{technique.value} in {region}"
            for each in self.alternatives(model, technique, region)[:1]
        )

    def _other_regions(self, model: BaseModel, technique: Technique) -> list[str]:
        """Where other live models can do it."""
        others = (each for each in self.models if each.id != model.id)
        live = {each.id for each in others if each.lifecycle.is_live}
        rows = (row for row in self.techniques if row.technique is technique)
        return sorted({region for row in rows if live & {*row.models} for region in row.regions})

    def alternatives(
        self, model: BaseModel, technique: Technique, region: str
    ) -> tuple[BaseModel, ...]:
        """Other live models for the same technique and region, the nearest first: those of the
        same provider, then those that take and give the same."""
        offered = {
            each
            for row in self.techniques
            if row.technique is technique and region in row.regions
            for each in row.models
        }
        live = (each for each in self.models if each.id in offered and each.lifecycle.is_live)
        return tuple(
            sorted(
                (each for each in live if each.id != model.id),
                key=lambda each: (each.provider != model.provider, _distance(each, model)),
            )
        )

    def architecture(self, name: str) -> ImportArchitecture:
        """By its name in config.json. Raises ModelUnavailable."""
        for row in self.architectures:
            if row.architecture == name:
                return row
        raise ModelUnavailable(
            f"models of the architecture {name!r} cannot be imported",
            where="config.json: architectures",
            fix=f"use one of: {', '.join(row.architecture for row in self.architectures)}",
        )


def _distance(one: BaseModel, other: BaseModel) -> int:
    """How many kinds of input and output only one of the two has."""
    inputs = set(one.input_modalities) ^ set(other.input_modalities)
    return len(inputs) + len(set(one.output_modalities) ^ set(other.output_modalities))


def require_deployment_mode(support: TechniqueSupport, mode: DeploymentMode) -> None:
    """Raises ModelUnavailable where the service does not offer the mode."""
    if mode not in support.deployment_modes:
        raise ModelUnavailable(
            f"what is made of this model cannot be served {mode.value}",
            where="deployment.mode",
            fix=f"use one of: {', '.join(support.deployment_modes)}",
        )
