"""Sweeps that compete for two slots, all started together."""

import random
from typing import Any

from deployed import Deployed, conversation, conversations, job_files

from lifecycle import names
from local.bedrock.settings import BedrockSettings

TWO_SLOTS = BedrockSettings(scheduled_customization_jobs=2)
RATES = [1.0e-5, 2.0e-5]
WORDS = [
    "red",
    "green",
    "blue",
    "seven",
    "nine",
    "tree",
    "stone",
    "river",
    "cloud",
    "north",
    "south",
    "apple",
    "bread",
    "glass",
]


def noise(records: int) -> bytes:
    """Answers that nobody could foresee: all that can be done is to remember them."""
    chance = random.Random(1)  # noqa: S311 - a fixed set of records
    return b"".join(
        conversation(
            f"Question {chance.randrange(10**6)}: {' '.join(chance.choices(WORDS, k=4))}?",
            " ".join(chance.choices(WORDS, k=6)),
        )
        for _ in range(records)
    )


FOUR = {"epochCount": [1, 3], "learningRate": RATES}
JOBS: dict[str, dict[str, Any]] = {
    "four-trials": {"training": conversations(40), "hyperparameters": FOUR},
    "one-fails": {"training": conversations(40), "hyperparameters": {"learningRate": RATES}},
    "all-fail": {"training": conversations(40), "hyperparameters": {"learningRate": RATES}},
    "too-many": {
        "training": conversations(40),
        "hyperparameters": FOUR,
        "sweep": {"max_trials": 3},
    },
    "over-fit": {"training": noise(20), "hyperparameters": {"epochCount": 5}},
    "over-fit-allowed": {
        "training": noise(20),
        "hyperparameters": {"epochCount": 5},
        "evaluation": {"allow_over_fit": True},
    },
    "untagged": {
        "training": conversations(40),
        "hyperparameters": {"learningRate": RATES},
        "sweep": {"keep_all_models": True},
    },
    "keeps-all": {
        "training": conversations(40),
        "hyperparameters": {"learningRate": RATES},
        "sweep": {"keep_all_models": True},
    },
}
FAILING = {"one-fails": [0], "all-fail": [0, 1]}


class Sweeps:
    def __init__(self, deployed: Deployed) -> None:
        self.deployed = deployed
        self.runs = {
            name: deployed.submit(name, job_files(name, **job)) for name, job in JOBS.items()
        }
        for name, trials in FAILING.items():
            for trial in trials:
                job = names.customization_job(self.runs[name], trial)
                deployed.account.schedule_fault(job=job, outcome="failed", message="Not this one.")

    def ended(self, name: str, status: str) -> tuple[str, dict[str, Any]]:
        run = self.runs[name]
        ended = self.deployed.ended(run)
        assert ended["status"] == status, (ended.get("error"), ended.get("cause"))
        return run, ended
