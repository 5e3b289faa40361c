"""Small tasks to learn, made up from a seed, and patience."""

import random
from contextlib import contextmanager
from time import monotonic, sleep

import pytest
from botocore.exceptions import ClientError

WORDS = {
    "billing": ["invoice", "charged", "refund", "payment", "card", "price", "receipt"],
    "delivery": ["parcel", "courier", "package", "shipping", "late", "address", "tracking"],
    "technical": ["crash", "error", "screen", "update", "install", "freezes", "bug"],
    "account": ["password", "login", "email", "profile", "locked", "username", "delete"],
}
SENTENCES = [
    "Hello, I have a question about my {} and the {}.",
    "The {} is wrong, please look at the {} today.",
    "Why is there a problem with {}? I also see {}.",
    "Can you help me with the {}? It is about {} again.",
]
SYSTEM = "You are a support agent. Answer with one category."


def _chance(seed):
    return random.Random(seed)  # noqa: S311 sample data, nothing secret


def sample(things, count, seed):
    return _chance(seed).sample(things, count)


def tickets(count, seed=1):
    """A task that can be learned: the answer is the category that the question's words name."""
    chance = _chance(seed)
    rows = []
    for _ in range(count):
        category = chance.choice(list(WORDS))
        question = chance.choice(SENTENCES).format(*chance.sample(WORDS[category], 2))
        rows.append((question, category))
    return rows


def noise(count, seed=1):
    """A task that cannot be learned, only learned by heart: any answer to any question."""
    chance = _chance(seed)
    things = ["lamp", "horse", "tower", "piano", "engine", "window", "garden", "letter"]
    looks = ["red", "blue", "old", "fast", "tall", "calm", "round", "quiet"]
    return [
        (
            f"Tell me fact {chance.randint(100, 999)} about the {chance.choice(things)}.",
            f"The {chance.choice(looks)} {chance.choice(things)} is near the "
            f"{chance.choice(looks)} {chance.choice(things)}.",
        )
        for _ in range(count)
    ]


def conversation(row):
    question, answer = row
    return {
        "schemaVersion": "bedrock-conversation-2024",
        "system": [{"text": SYSTEM}],
        "messages": [
            {"role": "user", "content": [{"text": question}]},
            {"role": "assistant", "content": [{"text": answer}]},
        ],
    }


def eventually(found, seconds=60):
    """What `found` returns as soon as it is something."""
    deadline = monotonic() + seconds
    while not (result := found()):
        assert monotonic() < deadline, "It never happened."
        sleep(0.02)
    return result


@contextmanager
def refused(code, saying=""):
    """The service refuses with this error code and these words."""
    with pytest.raises(ClientError, match=saying or None) as raised:
        yield
    assert raised.value.response["Error"]["Code"] == code
