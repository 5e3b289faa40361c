"""The catalogue: which models can be customized how, where and within which limits. It is data,
dated and sourced; code asks it, and no model name stands in code."""

from lifecycle.catalog.catalog import Catalog, require_deployment_mode
from lifecycle.catalog.hyperparameters import resolve_hyperparameters
from lifecycle.catalog.imports import ImportArchitecture, ImportLimits, ModelPackages
from lifecycle.catalog.loading import load_catalog, read_catalog
from lifecycle.catalog.models import BaseModel, ModelLifecycle
from lifecycle.catalog.ranges import HyperparameterRange
from lifecycle.catalog.techniques import CUSTOMIZATION_TYPES, Teacher, TechniqueSupport

__all__ = [
    "CUSTOMIZATION_TYPES",
    "BaseModel",
    "Catalog",
    "HyperparameterRange",
    "ImportArchitecture",
    "ImportLimits",
    "ModelLifecycle",
    "ModelPackages",
    "Teacher",
    "TechniqueSupport",
    "load_catalog",
    "read_catalog",
    "require_deployment_mode",
    "resolve_hyperparameters",
]
