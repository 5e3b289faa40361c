"""Trains a small model with numpy and writes it as a folder of weights, with questions for it."""

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hugging_face
from small_model import Example, trained

FOLDER = Path(__file__).parent
REQUESTS = tomllib.loads((FOLDER / "requests.toml").read_text("utf-8"))
SYSTEM = "Cho biết phòng ban nào xử lý yêu cầu này."


def write(folder: Path) -> None:
    hugging_face.write(trained(list(examples("train"))), folder / "weights")
    lines = [json.dumps(record(each), ensure_ascii=False) for each in examples("test")]
    (folder / "test.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def examples(split: str) -> Iterator[Example]:
    """Each request is as frequent as the others, and none is written twice in the same way."""
    asked = [
        (request, department)
        for department, requests in REQUESTS["departments"].items()
        for request in requests
    ]
    for number in range(REQUESTS["counts"][split]):
        request, department = asked[number % len(asked)]
        yield Example(_worded(request, split, number // len(asked)), department)


def _worded(request: str, split: str, wording: int) -> str:
    openings, closings = REQUESTS["openings"][split], REQUESTS["closings"][split]
    opening = openings[wording % len(openings)]
    closing = closings[wording // len(openings) % len(closings)]
    return f"{opening} {request}. {closing}"


def record(example: Example) -> dict[str, Any]:
    return {
        "schemaVersion": "bedrock-conversation-2024",
        "system": [{"text": SYSTEM}],
        "messages": [
            {"role": "user", "content": [{"text": example.question}]},
            {"role": "assistant", "content": [{"text": example.answer}]},
        ],
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
