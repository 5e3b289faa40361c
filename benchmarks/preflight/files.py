"""Generated datasets, the same for the same seed: with duplicates, near duplicates, images and
escapes, in the proportions of a corpus that nobody has cleaned."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

SEED = 20_241_120
SENTENCES = 6_000
"""Of each kind."""
REMEMBERED = 2_000
"""How many records back a duplicate may lie."""

EXACT_SHARE, NEAR_SHARE, IMAGE_SHARE = 0.02, 0.03, 0.03
KINDS = {"ascii": 0.88, "escaped": 0.06, "utf-8": 0.06}
"""What a record's text is made of."""
CODE_SHARE, COLON_SHARE = 0.05, 0.05
_SYLLABLES = ("ka", "re", "mi", "tosu", "ne", "lova", "di", "peran", "tol", "ber", "sangor", "del")
_ACCENTED = ("größe", "naïve", "déjà", "señor", "Übung", "東京", "данные", "łódź")
_CODE = 'def area(w, h):\n\t"""Width times height."""\n\treturn w * h  # "exact"'

Texts = list[bytes]
"""The text of each turn, escaped as the inside of a JSON string."""


def write_converse(path: Path, records: int) -> None:
    _write(path, _converse(random.Random(SEED)), records)  # noqa: S311 - repeatable, not secret


def write_prompt_completion(path: Path, records: int) -> None:
    _write(path, _prompt_completion(random.Random(SEED)), records)  # noqa: S311 - as above


def _write(path: Path, lines: Iterator[bytes], records: int) -> None:
    with path.open("wb") as file:
        file.writelines(line for _, line in zip(range(records), lines, strict=False))


def _converse(rng: random.Random) -> Iterator[bytes]:
    for turns in _repeated(rng, _fresh_turns(rng)):
        image = _IMAGE % rng.randrange(100_000) if rng.random() < IMAGE_SHARE else b""
        messages = b",".join(_message(i, text, image) for i, text in enumerate(turns))
        yield _CONVERSE % messages


def _prompt_completion(rng: random.Random) -> Iterator[bytes]:
    for turns in _repeated(rng, _fresh_turns(rng)):
        yield b'{"prompt":"%s","completion":"%s"}\n' % (turns[0], turns[1])


def _repeated(rng: random.Random, fresh: Iterator[Texts]) -> Iterator[Texts]:
    """Some records come again, some of them with a sentence appended to the last turn."""
    past: list[Texts] = []
    for turns in fresh:
        drawn = rng.random()
        if past and drawn < EXACT_SHARE:
            turns = rng.choice(past)
        elif past and drawn < EXACT_SHARE + NEAR_SHARE:
            turns = rng.choice(past)
            turns = [*turns[:-1], turns[-1] + b" And %d more." % rng.randrange(10**6)]
        elif len(past) < REMEMBERED:
            past.append(turns)
        else:
            past[rng.randrange(REMEMBERED)] = turns
        yield turns


def _fresh_turns(rng: random.Random) -> Iterator[Texts]:
    pools = [[_sentence(rng, kind) for _ in range(SENTENCES)] for kind in KINDS]
    while True:
        pool = rng.choices(pools, weights=tuple(KINDS.values()))[0]
        turns = rng.choices((2, 4, 6), weights=(5, 3, 1))[0]
        yield [b" ".join(rng.choices(pool, k=rng.randrange(3, 12))) for _ in range(turns)]


def _sentence(rng: random.Random, kind: str) -> bytes:
    """Escaped as the inside of a JSON string."""
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randrange(1, 5))) for _ in range(10)]
    if kind != "ascii":
        words[rng.randrange(10)] = rng.choice(_ACCENTED)
    elif rng.random() < CODE_SHARE:
        words.append(_CODE)
    mark = ": " if rng.random() < COLON_SHARE else ", "
    text = mark.join((" ".join(words).capitalize(), f"{rng.randrange(10_000)}."))
    return json.dumps(text, ensure_ascii=kind != "utf-8")[1:-1].encode()


def _message(position: int, text: bytes, image: bytes) -> bytes:
    role = b"assistant" if position % 2 else b"user"
    return _MESSAGE % (role, text, b"" if position else image)


_MESSAGE = b'{"role":"%s","content":[{"text":"%s"}%s]}'
_CONVERSE = (
    b'{"schemaVersion":"bedrock-conversation-2024",'
    b'"system":[{"text":"You answer briefly and in the language of the question."}],'
    b'"messages":[%s]}\n'
)
_IMAGE = (
    b',{"image":{"format":"png","source":{"s3Location":'
    b'{"uri":"s3://corpus/images/%06d.png","bucketOwner":"111122223333"}}}}'
)
