"""Reads the data files: one for each provider, and one for what is imported.

A row names what rows of its file share (`media`, `reserved`, `teachers`, `hyperparameters`) by
the name of the shared table.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from lifecycle.catalog.catalog import Catalog
from lifecycle.catalog.dataset_rules import DatasetRules

Row = dict[str, Any]

FOLDER = Path(__file__).parent
_TABLES = ("models", "techniques", "datasets", "architectures")
_SINGLE_TABLES = ("import_limits", "model_packages")
_SHARED_LISTS = ("media", "reserved", "teachers")
_SHARED_TABLE = "hyperparameters"


@cache
def load_catalog() -> Catalog:
    return read_catalog(FOLDER)


def read_catalog(folder: Path) -> Catalog:
    """Of all .toml files of `folder`. Raises ValueError that names what is missing or wrong."""
    documents = [
        _resolved(tomllib.loads(file.read_text("utf-8")))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    ]
    tables: Row = {
        table: [row for document in documents for row in document.get(table, [])]
        for table in _TABLES
    }
    for document in documents:
        tables |= {table: document[table] for table in _SINGLE_TABLES if table in document}
    datasets = msgspec.convert(tables["datasets"], tuple[DatasetRules, ...])
    tables["techniques"] = [_with_validation(row, datasets) for row in tables["techniques"]]
    return msgspec.convert(tables, Catalog)


def _resolved(document: Mapping[str, Any]) -> Row:
    return dict(document) | {
        table: [_row_resolved(row, document) for row in document[table]]
        for table in _TABLES
        if table in document
    }


def _row_resolved(row: Row, document: Mapping[str, Any]) -> Row:
    lists = {
        table: [item for name in row[table] for item in _listed(document[table][name])]
        for table in _SHARED_LISTS
        if table in row
    }
    if _SHARED_TABLE in row:
        lists[_SHARED_TABLE] = document[_SHARED_TABLE][row[_SHARED_TABLE]]
    return row | lists


def _listed(shared: Any) -> list[Any]:
    return shared if isinstance(shared, list) else [shared]


def _with_validation(row: Row, datasets: Iterable[DatasetRules]) -> Row:
    """Whether a job takes a validation set stands once, with the dataset rules of its models."""
    found = {_validation(model, row["technique"], datasets) for model in row["models"]}
    if len(found) != 1:
        raise ValueError(f"{row['models']} differ on validation: give them rows of their own")
    return row | {"validation": found.pop()}


def _validation(model: str, technique: str, datasets: Iterable[DatasetRules]) -> bool:
    for rules in datasets:
        if rules.technique.value == technique and model in rules.models:
            return rules.validation
    raise ValueError(f"there is no row of `datasets` for {model} and {technique}")
