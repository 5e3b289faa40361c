"""How things are timed: whole processes, taken in turns, medians of what each round gave."""

import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

ROOT = Path(__file__).parents[1]
TAIL_LENGTH = 5_000


@dataclass(frozen=True)
class Result:
    """Something that is to be small: reached at the aim and below it."""

    name: str
    value: float
    unit: str
    aim: float
    detail: str = ""
    relation: ClassVar = "<="

    @property
    def reached(self) -> bool:
        return self.value <= self.aim

    def __str__(self) -> str:
        verdict = "reached" if self.reached else "MISSED"
        measured = f"{self.value:7.2f} {self.unit:<12}"
        aim = f"aim {self.relation} {self.aim:g}"
        return f"{self.name:<58}{measured} {aim}  {verdict}  {self.detail}".rstrip()


@dataclass(frozen=True)
class Gain(Result):
    """Something that is to be large: reached at the aim and above it."""

    relation: ClassVar = ">="

    @property
    def reached(self) -> bool:
        return self.value >= self.aim


@dataclass(frozen=True)
class Command:
    arguments: Sequence[str]
    environment: Mapping[str, str]

    def seconds(self) -> float:
        started = time.perf_counter()
        self.output()
        return time.perf_counter() - started

    def output(self) -> str:
        """Raises RuntimeError with the end of what it printed, where it fails."""
        finished = subprocess.run(
            self.arguments,
            cwd=ROOT,
            env=dict(self.environment),
            check=False,
            capture_output=True,
            text=True,
        )
        if finished.returncode:
            printed = finished.stdout[-TAIL_LENGTH:] + finished.stderr[-TAIL_LENGTH:]
            raise RuntimeError(f"{' '.join(self.arguments)} failed:\n{printed}")
        return finished.stdout


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


def in_turns(commands: Mapping[str, Command], rounds: int) -> list[dict[str, float]]:
    """The seconds of each command, round by round, after one that warms the file cache."""
    next(iter(commands.values())).seconds()
    return [{name: c.seconds() for name, c in commands.items()} for _ in range(rounds)]
