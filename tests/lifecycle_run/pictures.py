"""Jobs with pictures, made of one colour each, and where a run has put them."""

import json
import zlib
from struct import pack
from typing import Any

from deployed import Deployed, job_files

from lifecycle import documents

COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}


def pictures() -> dict[str, bytes]:
    return {f"images/{name}.png": png(64, colour) for name, colour in COLOURS.items()}


def submit_pictures(deployed: Deployed, job: str, files: dict[str, bytes]) -> str:
    """The pictures first, as `tailor submit` does; they have no part in the run's id."""
    for file, body in files.items():
        deployed.upload(job, file, body)
    return deployed.submit(job, picture_job(job))


def picture_job(job: str) -> dict[str, bytes]:
    training = b"".join(_showing(number, list(COLOURS)[number % 3]) for number in range(40))
    return job_files(job, training=training, base_model="amazon.nova-lite-v1:0:300k")


def _showing(number: int, colour: str) -> bytes:
    address = {"s3Location": {"uri": f"images/{colour}.png"}}
    image = {"image": {"format": "png", "source": address}}
    question = {"text": f"Question {number}: which colour is it?"}
    record: dict[str, Any] = {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [image, question]},
            {"role": "assistant", "content": [{"text": f"It is {colour}."}]},
        ],
    }
    return json.dumps(record).encode() + b"\n"


def image_uris(deployed: Deployed, run: str) -> list[str]:
    return [
        block["image"]["source"]["s3Location"]["uri"]
        for split in ("training", "validation")
        for line in deployed.output(documents.prepared_file(run, split)).splitlines()
        for block in json.loads(line)["messages"][0]["content"]
        if "image" in block
    ]


def png(side: int, colour: tuple[int, int, int]) -> bytes:
    """A square of one colour, whole to its last chunk."""
    row = b"\0" + bytes(colour) * side
    header = pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(row * side)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
