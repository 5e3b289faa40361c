"""Writes train.jsonl and test.jsonl: the tickets of ../fine-tuning, most of them unanswered."""

import json
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TICKETS = FOLDER.parent / "fine-tuning"
GOLDEN = 8
"""One of so many training prompts keeps its answer, to show the teacher the form."""


def write(folder: Path) -> None:
    train, test = (_tickets(split) for split in ("train", "test"))
    prompts = [
        ticket if number % GOLDEN == 0 else _unanswered(ticket)
        for number, ticket in enumerate(train)
    ]
    for split, records in {"train": prompts, "test": test}.items():
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (folder / f"{split}.jsonl").write_text("".join(lines), "utf-8")


def _tickets(split: str) -> list[dict[str, Any]]:
    lines = (TICKETS / f"{split}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _unanswered(ticket: dict[str, Any]) -> dict[str, Any]:
    return {**ticket, "messages": ticket["messages"][:1]}


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
