"""Speed and memory of the preflight, against sha256sum, a bare decode and SQL, in turns.

Times are of whole processes, the start of the interpreter included; of each, the round that was
disturbed least counts.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.measurement import Command, Gain, Result, in_turns
from benchmarks.preflight.files import write_converse, write_prompt_completion
from benchmarks.preflight.processes import python
from lifecycle.dataset.preflight import Options

RECORDS, MANY_RECORDS = 200_000, 1_000_000
ROUNDS = 5
CONVERSE_MODEL = "amazon.nova-lite-v1:0"
COMPLETION_MODEL = "meta.llama3-1-8b-instruct-v1:0"
RULES_ALONE = Options(quality=False)

Rounds = list[dict[str, float]]


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        converse, many, completions = (
            Path(folder) / name for name in ("converse.jsonl", "many.jsonl", "completions.jsonl")
        )
        write_converse(converse, RECORDS)
        yield from _converse_speed(converse)
        write_prompt_completion(completions, RECORDS)
        yield from _completion_speed(completions)
        write_converse(many, MANY_RECORDS)
        yield from _memory(converse, many)


def _converse_speed(path: Path) -> Iterator[Result]:
    rounds = in_turns(
        {
            "sha256sum": _sha256sum(path),
            "checked": _checked(path, RULES_ALONE),
            "closely": _checked(path, Options()),
            "undigested": _checked(path, _rules_alone(digest=False)),
            "closely by two": _checked(path, Options(workers=2)),
            "two processes": _checked(path, _rules_alone(workers=2)),
            "typed decode": python("typed_decode", path),
            "sql": python("duckdb_checks", path),
        },
        ROUNDS,
    )
    closely = f"with the quality checks {_ratio(rounds, 'closely', 'sha256sum'):.2f} x"
    by_two = f"by two processes {_ratio(rounds, 'closely by two', 'sha256sum'):.2f} x"
    speed = f"{_megabytes_per_second(path, rounds)}, {closely}, {by_two}"
    over_sha = _ratio(rounds, "checked", "sha256sum")
    yield Result("preflight, Converse / sha256sum of the file", over_sha, "x", 1.25, speed)
    for name, other, ours, aim in (
        (
            "preflight without SHA-256, speed of a bare typed decode",
            "typed decode",
            "undigested",
            0.5,
        ),
        ("preflight, speed over the same checks in DuckDB, 1 thread", "sql", "checked", 1.5),
        ("preflight, speed of two processes over one", "checked", "two processes", 1.5),
    ):
        yield Gain(name, _ratio(rounds, other, ours), "x", aim)


def _completion_speed(path: Path) -> Iterator[Result]:
    checked = _checked(path, RULES_ALONE, COMPLETION_MODEL)
    rounds = in_turns({"sha256sum": _sha256sum(path), "checked": checked}, ROUNDS)
    over_sha = _ratio(rounds, "checked", "sha256sum")
    speed = _megabytes_per_second(path, rounds)
    yield Result("preflight, prompt/completion / sha256sum", over_sha, "x", 1.25, speed)


def _memory(few: Path, many: Path) -> Iterator[Result]:
    small, large = _peak_bytes(few), _peak_bytes(many)
    slope = (large - small) / (MANY_RECORDS - RECORDS)
    yield Result("preflight, memory for each further record", slope, "B/record", 16)
    rest = (large - 16 * MANY_RECORDS) / 2**20
    detail = f"{small / 2**20:.0f} MB for {RECORDS:,}, {large / 2**20:.0f} MB for {MANY_RECORDS:,}"
    yield Result("preflight, peak memory less 16 B/record", rest, "MB", 64, detail)


def _peak_bytes(path: Path) -> int:
    counted = msgspec.json.decode(_checked(path, RULES_ALONE).output(), type=dict[str, int | str])
    return int(counted["peak_bytes"])


def _checked(path: Path, options: Options, model: str = CONVERSE_MODEL) -> Command:
    return python("check_file", path, model, msgspec.json.encode(options).decode())


def _rules_alone(*, workers: int = 1, digest: bool = True) -> Options:
    return Options(quality=False, workers=workers, digest=digest)


def _sha256sum(path: Path) -> Command:
    return Command(["sha256sum", str(path)], os.environ)


def _megabytes_per_second(path: Path, rounds: Rounds) -> str:
    return f"{path.stat().st_size / 1e6 / _least(rounds, 'checked'):.0f} MB/s"


def _ratio(rounds: Rounds, one: str, other: str) -> float:
    return _least(rounds, one) / _least(rounds, other)


def _least(rounds: Rounds, name: str) -> float:
    return min(seconds[name] for seconds in rounds)
