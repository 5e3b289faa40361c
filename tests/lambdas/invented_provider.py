"""A catalogue with a provider that does not exist, in a region of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lifecycle.catalog import load_catalog, loading

LOOM = "tailors.loom-v1:0:8k"
DOCUMENT = Path(__file__).with_name("invented.toml")


@contextmanager
def invented_provider(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Beside the true ones: whoever loads the catalogue now finds it there."""
    for document in loading.FOLDER.glob("*.toml"):
        shutil.copy(document, folder)
    shutil.copy(DOCUMENT, folder)
    monkeypatch.setattr(loading, "FOLDER", folder)
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    load_catalog.cache_clear()
    yield
    load_catalog.cache_clear()
