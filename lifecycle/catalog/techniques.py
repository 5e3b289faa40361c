"""The techniques: which models can be customized how and where, and within which ranges."""

from datetime import date
from typing import Literal

from msgspec import Struct, structs

from lifecycle.catalog.ranges import HyperparameterRange
from lifecycle.errors import ModelUnavailable
from lifecycle.guidance import Guidance
from lifecycle.request import DeploymentMode, Technique

CUSTOMIZATION_TYPES = {
    Technique.FINE_TUNING: "FINE_TUNING",
    Technique.CONTINUED_PRE_TRAINING: "CONTINUED_PRE_TRAINING",
    Technique.DISTILLATION: "DISTILLATION",
    Technique.REINFORCEMENT_FINE_TUNING: "REINFORCEMENT_FINE_TUNING",
}
"""The techniques that are customization jobs, as the API names them."""


class Teacher(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    model: str
    name: str
    inference: Literal["on-demand", "inference-profile", "either"]
    source: str
    read_on: date
    profile: str = ""
    """The system inference profile; empty where there is none to use."""
    profile_regions: tuple[str, ...] = ()
    """Where the profile may route a request: the job's role needs the model in all of them."""

    @property
    def identifiers(self) -> tuple[str, ...]:
        """What may be asked for. The model's own id stands for its profile too."""
        return (self.model, self.profile) if self.profile else (self.model,)


class TechniqueSupport(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How some models can be customized by one technique. What their datasets must keep stands
    in the dataset rules of the same models."""

    technique: Technique
    models: tuple[str, ...]
    regions: tuple[str, ...]
    validation: bool
    """Of the dataset rules: whether the job takes a validation set."""
    deployment_modes: tuple[DeploymentMode, ...]
    source: str
    read_on: date
    hyperparameters: dict[str, HyperparameterRange] = {}
    teachers: tuple[Teacher, ...] = ()
    guidance: tuple[Guidance, ...] = ()

    def guidance_for(self, model: str) -> tuple[Guidance, ...]:
        """The rows for the model, each bounded by the range of its hyper-parameter."""
        return tuple(
            self._bounded(row) for row in self.guidance if model in (row.models or self.models)
        )

    def _bounded(self, row: Guidance) -> Guidance:
        allowed = self.hyperparameters[row.hyperparameter]
        return structs.replace(row, least=int(allowed.min), most=int(allowed.max))

    def teacher(self, identifier: str) -> Teacher:
        """By model id, profile id or the ARN of either. Raises ModelUnavailable."""
        plain = identifier.rpartition("/")[2]
        for teacher in self.teachers:
            if plain in teacher.identifiers:
                return teacher
        raise ModelUnavailable(
            f"{identifier!r} cannot teach this model",
            where="teacher.model",
            fix=f"use one of: {', '.join(teacher.model for teacher in self.teachers)}",
        )
