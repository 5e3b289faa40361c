"""How long the two commands of the README take once everything is installed, on this machine."""

import os
from collections.abc import Iterator

from benchmarks.measurement import Command, Result


def measure() -> Iterator[Result]:
    for target, aim in {"demo": 45, "test": 180}.items():
        seconds = Command(["make", target], os.environ).seconds()
        cores = f"{os.cpu_count()} cores"
        yield Result(f"warm `make {target}`, wall time", seconds, "s", aim, cores)
