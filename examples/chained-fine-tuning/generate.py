"""Writes train.jsonl and test.jsonl: the tickets of ../fine-tuning as prompt and completion."""

import json
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TICKETS = FOLDER.parent / "fine-tuning"


def write(folder: Path) -> None:
    for split in ("train", "test"):
        tickets = (TICKETS / f"{split}.jsonl").read_text("utf-8").splitlines()
        lines = (json.dumps(_pair(json.loads(ticket)), ensure_ascii=False) for ticket in tickets)
        (folder / f"{split}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def _pair(ticket: dict[str, Any]) -> dict[str, str]:
    user, assistant = (message["content"][0]["text"] for message in ticket["messages"])
    return {"prompt": f"{ticket['system'][0]['text']}\n\n{user}", "completion": assistant}


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
