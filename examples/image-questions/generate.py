"""Writes train.jsonl, test.jsonl and their images from scenes.toml: the same every time."""

import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import drawing

FOLDER = Path(__file__).parent
SCENES = tomllib.loads((FOLDER / "scenes.toml").read_text("utf-8"))
Option = TypeVar("Option")
KINDS = ("receipt", "sign", "timetable")
SYSTEM = "Trả lời ngắn gọn câu hỏi về bức ảnh, bằng tiếng Việt."


def write(folder: Path) -> None:
    for split, count in SCENES["counts"].items():
        lines = []
        for number in range(count):
            kind = KINDS[number % len(KINDS)]
            scene = _scene(kind, f"{split} {number}")
            image = f"images/{split}-{number:03}-{kind}.png"
            drawing.save(drawing.draw(kind, scene, f"{split} {number}"), folder / image)
            lines += [
                json.dumps(record, ensure_ascii=False) for record in _records(kind, scene, image)
            ]
        (folder / f"{split}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def _records(kind: str, scene: dict[str, Any], image: str) -> Iterator[dict[str, Any]]:
    for aspect, wordings in SCENES["questions"][kind].items():
        question = _pick(wordings, f"{image} {aspect}")
        yield {
            "schemaVersion": "bedrock-conversation-2024",
            "system": [{"text": SYSTEM}],
            "messages": [
                {"role": "user", "content": [_image(image), {"text": question}]},
                {"role": "assistant", "content": [{"text": _answer(aspect, scene)}]},
            ],
        }


def _image(path: str) -> dict[str, Any]:
    return {"image": {"format": "png", "source": {"s3Location": {"uri": path}}}}


def _answer(aspect: str, scene: dict[str, Any]) -> str:
    return f"{scene['total']}.000 đồng" if aspect == "total" else str(scene[aspect])


def _scene(kind: str, seed: str) -> dict[str, Any]:
    return _SCENES[kind](SCENES[kind], seed)


def _receipt(options: dict[str, Any], seed: str) -> dict[str, Any]:
    dish = _pick(list(options["dishes"].items()), f"{seed} dish")
    drink = _pick(list(options["drinks"].items()), f"{seed} drink")
    return {
        "shop": _pick(options["shops"], f"{seed} shop"),
        "number": 1000 + _chance(f"{seed} number") % 9000,
        "items": [dish, drink],
        "total": dish[1] + drink[1],
    }


def _sign(options: dict[str, Any], seed: str) -> dict[str, Any]:
    return {
        "text": _pick(options["texts"], f"{seed} text"),
        "colour": _pick(list(options["colours"].values()), f"{seed} colour"),
    }


def _timetable(options: dict[str, Any], seed: str) -> dict[str, Any]:
    names = {"station": "stations", "first": "first", "last": "last"}
    return {name: _pick(options[key], f"{seed} {name}") for name, key in names.items()}


_SCENES = {"receipt": _receipt, "sign": _sign, "timetable": _timetable}


def _pick(options: Sequence[Option], seed: str) -> Option:
    return options[_chance(seed) % len(options)]


def _chance(seed: str) -> int:
    """Chance without a random generator, whose sequence may change between Python versions."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
