"""The rules that a dataset must keep, found in the catalogue."""

from lifecycle.catalog import Catalog, load_catalog
from lifecycle.catalog.dataset_rules import (
    DatasetRules,
    FormatName,
    MediaKind,
    MediaRules,
    ReservedWords,
)
from lifecycle.errors import ModelUnavailable
from lifecycle.request import Technique

__all__ = [
    "DatasetRules",
    "FormatName",
    "MediaKind",
    "MediaRules",
    "ReservedWords",
    "all_rules",
    "rules_for",
]


def rules_for(catalog: Catalog, model: str, technique: Technique) -> DatasetRules:
    """By id, id with context suffix, or foundation-model ARN. Raises ModelUnavailable."""
    wanted = catalog.model(model)
    of_model = [rules for rules in catalog.datasets if wanted.id in rules.models]
    for rules in of_model:
        if rules.technique is technique:
            return rules
    techniques = sorted({rules.technique.value for rules in of_model})
    raise ModelUnavailable(
        f"there are no dataset rules for {model!r} and {technique.value}",
        where="base_model, technique",
        fix=f"use one of its techniques: {', '.join(techniques)}",
    )


def all_rules() -> tuple[DatasetRules, ...]:
    return load_catalog().datasets
