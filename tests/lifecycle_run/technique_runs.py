"""One run of each technique that has data and roles of its own, all started together."""

import json
from typing import Any

from deployed import Deployed, job_files

WORDS = {"sky": "blue", "grass": "green", "sun": "yellow", "coal": "black"}
RECORDS = 120


def distillation_prompts() -> bytes:
    return _lines(
        {
            "schemaVersion": "bedrock-conversation-2024",
            "messages": [{"role": "user", "content": [{"text": _question(number)}]}],
        }
        for number in range(RECORDS)
    )


def reinforcement_tasks() -> bytes:
    return _lines(
        {
            "id": f"task-{number}",
            "messages": [{"role": "user", "content": _question(number)}],
            "reference_answer": list(WORDS.values())[number % len(WORDS)],
        }
        for number in range(RECORDS)
    )


def _question(number: int) -> str:
    return f"Question {number}: which colour has the {list(WORDS)[number % len(WORDS)]}?"


def _lines(records: Any) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


REQUESTS: dict[str, dict[str, Any]] = {
    "distillation": {
        "training": distillation_prompts(),
        "technique": "distillation",
        "base_model": "amazon.nova-micro-v1:0:128k",
        "teacher": {"model": "amazon.nova-premier-v1:0", "max_response_length": 50},
    },
    "reinforcement": {
        "training": reinforcement_tasks(),
        "technique": "reinforcement-fine-tuning",
        "base_model": "amazon.nova-2-lite-v1:0:256k",
        "grader": "exact-answer",
        "hyperparameters": {"batchSize": 16, "epochCount": 3},
    },
}


class TechniqueRuns:
    def __init__(self, deployed: Deployed) -> None:
        self.deployed = deployed
        self.runs = {
            name: deployed.submit(name, job_files(name, **request))
            for name, request in REQUESTS.items()
        }

    def succeeded(self, name: str) -> str:
        run = self.runs[name]
        ended = self.deployed.ended(run)
        assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
        return run

    def job(self, name: str) -> dict[str, Any]:
        """As the service describes it."""
        (summary,) = self.deployed.jobs_of(self.succeeded(name))
        described: dict[str, Any] = self.deployed.bedrock.get_model_customization_job(
            jobIdentifier=summary["jobArn"]
        )
        return described
