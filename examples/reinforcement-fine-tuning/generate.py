"""Writes train.jsonl and test.jsonl: how urgent is a ticket of ../fine-tuning?"""

import json
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TICKETS = FOLDER.parent / "fine-tuning"
SYSTEM = (
    "You judge how urgent the support tickets of Fernhill Cycles are. "
    "Answer with one word: high, normal or low."
)


def write(folder: Path) -> None:
    for split in ("train", "test"):
        tickets = (TICKETS / f"{split}.jsonl").read_text("utf-8").splitlines()
        lines = (json.dumps(_task(json.loads(t)), ensure_ascii=False) + "\n" for t in tickets)
        (folder / f"{split}.jsonl").write_text("".join(lines), "utf-8")


def _task(ticket: dict[str, Any]) -> dict[str, Any]:
    user, assistant = (message["content"][0]["text"] for message in ticket["messages"])
    return {
        "messages": [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": user},
        ],
        "reference_answer": assistant.rpartition("urgency: ")[2],
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
