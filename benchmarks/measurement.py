"""How things are timed: whole processes, taken in turns, medians of what each round gave."""

import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Result:
    name: str
    value: float
    unit: str
    aim: float
    detail: str = ""

    @property
    def reached(self) -> bool:
        return self.value <= self.aim

    def __str__(self) -> str:
        verdict = "reached" if self.reached else "MISSED"
        measured = f"{self.value:7.2f} {self.unit:<12}"
        return f"{self.name:<58}{measured} aim <= {self.aim:g}  {verdict}  {self.detail}".rstrip()


@dataclass(frozen=True)
class Command:
    arguments: Sequence[str]
    environment: Mapping[str, str]

    def seconds(self) -> float:
        started = time.perf_counter()
        subprocess.run(
            self.arguments,
            cwd=ROOT,
            env=dict(self.environment),
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return time.perf_counter() - started


def median_ratios(
    commands: Mapping[str, Command], baseline: Command, rounds: int
) -> dict[str, float]:
    """Each command's time over the baseline's of the same round, so that drift cancels out."""
    baseline.seconds()  # warms the file cache
    ratios: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        bare = baseline.seconds()
        for name, command in commands.items():
            ratios[name].append(command.seconds() / bare)
    return {name: statistics.median(found) for name, found in ratios.items()}
