"""Writes a repaired copy of a dataset file: what `--fix` does."""

from lifecycle.dataset.repair.changes import Change
from lifecycle.dataset.repair.repair import Repaired, repair

__all__ = ["Change", "Repaired", "repair"]
