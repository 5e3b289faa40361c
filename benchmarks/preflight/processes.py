"""Starts what is measured; only the peers' processes see the peers' packages."""

import os
import sys

from benchmarks.measurement import ROOT, Command

PEERS = ROOT / "build" / "bench"


def python(module: str, *arguments: object) -> Command:
    """Runs `benchmarks.preflight.runs.<module>`."""
    started = [sys.executable, "-m", f"benchmarks.preflight.runs.{module}", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(PEERS), str(ROOT)))}
    # Compiled in the first round, as what is installed is once and for all.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return Command(started, environment)
