"""The floor: msgspec decodes the file into typed structs, and nothing looks at them."""

import sys
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

BLOCK_BYTES = 64 * 1024


class Location(Struct, gc=False):
    uri: str
    bucketOwner: str = ""  # noqa: N815 - the name on the wire


class Source(Struct, gc=False):
    s3Location: Location  # noqa: N815 - as above


class Image(Struct, gc=False):
    format: str
    source: Source


class Block(Struct, gc=False):
    text: str | None = None
    image: Image | None = None


class Message(Struct, gc=False):
    role: Literal["user", "assistant"]
    content: list[Block]


class Conversation(Struct, gc=False):
    messages: list[Message]
    schemaVersion: str = ""  # noqa: N815 - as above
    system: list[Block] = []


def main(path: Path) -> None:
    decoder = msgspec.json.Decoder(Conversation)
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(BLOCK_BYTES):
            block, newline, tail = (rest + chunk).rpartition(b"\n")
            decoder.decode_lines(block + newline)
            rest = tail
    decoder.decode_lines(rest)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
