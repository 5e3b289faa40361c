"""What the scan asks of a record format, and what quality checks see of a record."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

import msgspec
from msgspec import Struct

from lifecycle.dataset.formats.loose import loosely
from lifecycle.dataset.problem import Problem

Record = Any  # each format has its own; the scan only hands it on

# Between the texts of a record, and before those that are no turn of their own: no text has them
# unless somebody means to deceive.
BETWEEN, SYSTEM, SAME_TURN, ADDRESS = "\x1e", "\x1c", "\x1d", "\x1f"


class TextsWithImage(list[str]):
    """Of a plain record: whoever keeps them counts the image."""


class Passage(NamedTuple):
    """A text of a record, or the address of its media. `mark` tells what is not a turn's text."""

    path: str
    text: str
    mark: str = ""


class Passages(NamedTuple):
    prompt: list[Passage]
    answer: list[Passage]

    def texts(self) -> list[str]:
        """As `plain_texts` gives them: the answer is the last, and one."""
        answer = BETWEEN.join([mark + text for _, text, mark in self.answer])
        return [*(mark + text for _, text, mark in self.prompt), answer]


class RecordView(Struct, frozen=True, gc=False):
    """The texts of a sound record. `prompts` are the turns before the answer, the user's first."""

    line: int
    system: str
    prompts: tuple[str, ...]
    answer: str


def view(texts: list[str], line: int) -> RecordView:
    """`texts` are a record's, the answer last, as `plain_texts` gives them."""
    *prompts, answer = texts
    return RecordView(
        line,
        "\n".join(text[1:] for text in prompts if text.startswith(SYSTEM)),
        tuple(text for text in prompts if not text.startswith((SYSTEM, ADDRESS))),
        "\n".join(text for text in answer.split(BETWEEN) if not text.startswith(ADDRESS)),
    )


class RecordReader(Protocol):
    """Reads the records of one file; made for the rules of one model and technique."""

    features: Counter[str]
    """How many records have which optional part: image, tools, ..."""

    @property
    def shape(self) -> str:
        """A record, as a hint for who wrote something else."""

    @property
    def decoders(self) -> "Decoders": ...

    def plain_texts(self, record: Record, /) -> list[str] | None:
        """The texts, the answer last, of a record that is sound at a glance; else None."""

    def plain_keys(self, record: Record, texts: list[str], /) -> int:
        """How many keys the line has at least, of a record with plain texts; 0 if not known."""

    def passages(self, record: Record, /) -> Passages:
        """The texts of any record; counts its features."""

    def problems(self, record: Record, /) -> Iterator[Problem]:
        """Everything that the rules object to, but for what the texts say."""

    def prepared(self, line: bytes, /) -> bytes:
        """The line of a sound record as the service should read it."""


class Decoders(NamedTuple):
    """Each raises msgspec.DecodeError (no JSON) or msgspec.ValidationError (another schema).

    `plain` takes the commonest records only, `plain_lines` several of them; `strict` takes all of
    the format, `loose` ignores fields that the format does not have.
    """

    plain_lines: Callable[[bytes], list[Record]]
    plain: Callable[[bytes], Record]
    strict: Callable[[bytes], Record]
    loose: Callable[[bytes], Record]


def decoders_of(
    strict: type[Struct], *, plain: type[Struct] | None = None, loose: type[Struct] | None = None
) -> Decoders:
    commonest = msgspec.json.Decoder(plain or strict)
    rest = (msgspec.json.Decoder(one).decode for one in (strict, loose or loosely(strict)))
    return Decoders(commonest.decode_lines, commonest.decode, *rest)
