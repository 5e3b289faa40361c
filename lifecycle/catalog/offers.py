"""What the service says of a model, compared with what the catalogue says of it.

The service's word wins: a run asks it for its one model, `tailor models refresh` for all.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal

from msgspec import Struct

from lifecycle.catalog.catalog import Catalog
from lifecycle.catalog.models import BaseModel, LifecycleStatus
from lifecycle.catalog.techniques import CUSTOMIZATION_TYPES
from lifecycle.errors import ModelUnavailable
from lifecycle.request import Technique

ACTIVE = "ACTIVE"
LISTED_CUSTOMIZATIONS = frozenset({"FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION"})
"""What ListFoundationModels can say of a model: it has no word for reinforcement fine-tuning."""

_STATUSES: dict[LifecycleStatus, str] = {"active": ACTIVE, "legacy": "LEGACY"}
_AVAILABILITY = {
    "authorizationStatus": "AUTHORIZED",
    "entitlementAvailability": "AVAILABLE",
    "regionAvailability": "AVAILABLE",
}


class OfferedModel(Struct, frozen=True, kw_only=True):
    """One identifier, as the service lists it in one region."""

    id: str
    status: str
    legacy_on: date | None = None
    ends_on: date | None = None
    customizations: frozenset[str] = frozenset()

    def lifecycle(self) -> str:
        dates = {"legacy since": self.legacy_on, "end of life": self.ends_on}
        told = ", ".join(f"{word} {day.isoformat()}" for word, day in dates.items() if day)
        return f"{self.status} ({told})" if told else self.status


def offered_model(details: Mapping[str, Any]) -> OfferedModel:
    """Of an answer of GetFoundationModel, or one of ListFoundationModels."""
    lifecycle = details.get("modelLifecycle", {})
    return OfferedModel(
        id=details["modelId"],
        status=lifecycle.get("status", ACTIVE),
        legacy_on=_day(lifecycle.get("legacyTime")),
        ends_on=_day(lifecycle.get("endOfLifeTime")),
        customizations=frozenset(details.get("customizationsSupported", [])),
    )


def require_customizable(
    catalog: Catalog,
    model: BaseModel,
    technique: Technique,
    region: str,
    offered: OfferedModel | None,
) -> None:
    """Raises ModelUnavailable with the date and the nearest live model. `offered` is None where
    the service does not know the model."""
    refusal = _refusal(model, technique, offered)
    if refusal:
        raise ModelUnavailable(
            refusal, where="base_model", fix=catalog.instead(model, technique, region)
        )


def _refusal(model: BaseModel, technique: Technique, offered: OfferedModel | None) -> str:
    """Empty where there is none."""
    if offered is None and model.lifecycle.is_live:
        return f"Amazon Bedrock does not know {model.customization_id} in this region"
    if offered is None:
        return f"{model.name} is {model.lifecycle}: Amazon Bedrock does not offer it any more"
    if offered.status != ACTIVE:
        return f"{model.name} is {offered.lifecycle()}: it cannot be customized any more"
    wanted = {CUSTOMIZATION_TYPES[technique]} & LISTED_CUSTOMIZATIONS
    if offered.customizations and not wanted <= offered.customizations:
        listed = ", ".join(sorted(offered.customizations))
        return f"Amazon Bedrock offers only {listed} for {model.name} in this region"
    return ""


def unavailable_aspect(availability: Mapping[str, Any]) -> str:
    """Of an answer of GetFoundationModelAvailability: what keeps the account from the model."""
    for aspect, wanted in _AVAILABILITY.items():
        found = availability.get(aspect, wanted)
        if found != wanted:
            return f"{aspect} is {found}"
    return ""


def require_available(model: BaseModel, availability: Mapping[str, Any]) -> None:
    """Raises ModelUnavailable. `availability` is an answer of GetFoundationModelAvailability."""
    found = unavailable_aspect(availability)
    if found:
        raise ModelUnavailable(
            f"this account cannot use {model.customization_id}: {found}",
            where="base_model",
            fix="request access to the model in the Bedrock console",
        )


class Drift(Struct, frozen=True):
    """Where the catalogue and the service differ on one model."""

    kind: Literal["gone", "new", "lifecycle", "customizations", "availability"]
    model: str
    catalog: str
    service: str


def compare(catalog: Catalog, offered: Mapping[str, OfferedModel], region: str) -> list[Drift]:
    """`offered` by identifier: everything that the service lists in the region."""
    known = [
        drift for model in catalog.models for drift in _drifts(catalog, model, offered, region)
    ]
    return known + list(_new_models(catalog, offered))


def _drifts(
    catalog: Catalog, model: BaseModel, offered: Mapping[str, OfferedModel], region: str
) -> Iterator[Drift]:
    ours = catalog.customizations(model, region)
    found = offered.get(model.customization_id)
    if not ours:
        return
    if found is None:
        if model.lifecycle.status != "ended":
            yield Drift("gone", model.customization_id, str(model.lifecycle), "not offered")
        return
    if _differs(model, found):
        lifecycle = str(model.lifecycle)
        yield Drift("lifecycle", model.customization_id, lifecycle, found.lifecycle())
    listed, expected = found.customizations, ours & LISTED_CUSTOMIZATIONS
    if listed != expected:
        yield Drift("customizations", model.customization_id, _joined(expected), _joined(listed))


def _differs(model: BaseModel, offered: OfferedModel) -> bool:
    """A date that only one of the two knows is no difference."""
    lifecycle = model.lifecycle
    dates = ((lifecycle.legacy_on, offered.legacy_on), (lifecycle.ends_on, offered.ends_on))
    return _STATUSES.get(lifecycle.status) != offered.status or any(
        ours and theirs and ours != theirs for ours, theirs in dates
    )


def _new_models(catalog: Catalog, offered: Mapping[str, OfferedModel]) -> Iterator[Drift]:
    """Another context length of a known model is no new model."""
    for model in offered.values():
        known = any(
            model.id == each.id or model.id.startswith(f"{each.id}:") for each in catalog.models
        )
        if model.customizations and not known:
            yield Drift("new", model.id, "not listed", _joined(model.customizations))


def _joined(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
