"""The catalogue: which models can be customized how, where and within which limits. It is data,
dated and sourced; code asks it, and no model name stands in code."""

from lifecycle.catalog.catalog import BaseModel, Catalog, load_catalog

__all__ = ["BaseModel", "Catalog", "load_catalog"]
