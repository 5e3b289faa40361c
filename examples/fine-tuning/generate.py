"""Writes train.jsonl and test.jsonl from wordings.toml: the same bytes every time."""

import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
RECORDS = {"train": 400, "test": 60}
SYSTEM = (
    "You sort the support tickets of Fernhill Cycles, a shop for electric bicycles. "
    "Answer with the queue and the urgency of the ticket, in one line."
)


def write(folder: Path) -> None:
    wordings = tomllib.loads((FOLDER / "wordings.toml").read_text("utf-8"))
    for split, count in RECORDS.items():
        lines = (
            json.dumps(record, ensure_ascii=False) + "\n"
            for record in records(wordings, split, count)
        )
        (folder / f"{split}.jsonl").write_text("".join(lines), "utf-8")


def records(wordings: dict[str, Any], split: str, count: int) -> Iterator[dict[str, Any]]:
    """Each pair of queue and urgency is as frequent as the others, and neighbours differ."""
    labels = list(product(wordings["queues"], wordings["urgencies"]))
    for number in range(count):
        queue, urgency = labels[number * 7 % len(labels)]
        yield {
            "schemaVersion": "bedrock-conversation-2024",
            "system": [{"text": SYSTEM}],
            "messages": [
                _message("user", _ticket(wordings, split, number, queue, urgency)),
                _message("assistant", f"queue: {queue}; urgency: {urgency}"),
            ],
        }


def _message(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": [{"text": text}]}


def _ticket(wordings: dict[str, Any], split: str, number: int, queue: str, urgency: str) -> str:
    seed = f"{split} {number}"
    opening = _pick(wordings["openings"][split], f"{seed} opening")
    problem = _pick(wordings["queues"][queue][split], f"{seed} problem")
    pressure = _pick(wordings["urgencies"][urgency][split], f"{seed} urgency")
    closing = _pick(wordings["closings"][split], f"{seed} closing")
    slots = {name: _pick(values, f"{seed} {name}") for name, values in wordings["slots"].items()}
    return f"{opening}\n{problem} {pressure}\n{closing}".format(**slots)


def _pick(options: Sequence[str], seed: str) -> str:
    """Chance without a random generator, whose sequence may change between Python versions."""
    digest = hashlib.sha256(seed.encode()).digest()
    return options[int.from_bytes(digest[:8]) % len(options)]


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
