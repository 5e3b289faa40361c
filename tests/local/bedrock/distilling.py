"""Requests of distillations, and how near the answers of two models are."""

from collections import Counter
from statistics import fmean

from tests.local.bedrock.samples import SYSTEM, conversation, tickets

PREMIER, PRO = "amazon.nova-premier-v1:0", "amazon.nova-pro-v1:0"
PROFILE = f"us.{PREMIER}"
PROFILE_ARN = f"arn:aws:bedrock:us-east-1:111122223333:inference-profile/{PROFILE}"
STUDENT = "amazon.nova-micro-v1:0:128k"


def prompt_of(row):
    record = conversation(row)
    record["messages"].pop()
    return record


def taught_by(teacher, **more):
    return {
        "distillationConfig": {
            "teacherModelConfig": {"teacherModelIdentifier": teacher, **more},
        }
    }


def distillation(bedrock, records=None, teacher=PROFILE, **request):
    records = map(prompt_of, tickets(120)) if records is None else records
    return {
        "customizationType": "DISTILLATION",
        "baseModelIdentifier": STUDENT,
        "customizationConfig": taught_by(teacher),
        "trainingDataConfig": {"s3Uri": bedrock.put_records("prompts.jsonl", records)},
        **request,
    }


def deployed(bedrock, **request):
    return bedrock.deployment(bedrock.model(**distillation(bedrock, **request)))


def told(bedrock, model_id, rows):
    system = [{"text": SYSTEM}]
    found = [bedrock.answer(model_id, question, system=system) for question, _ in rows]
    return [answer["output"]["message"]["content"][0]["text"] for answer in found]


def closeness(answers, others):
    """Mean share of words in common, 0 to 1."""
    return fmean(_shared(*pair) for pair in zip(answers, others, strict=True))


def _shared(one, other):
    first, second = Counter(one.split()), Counter(other.split())
    return 2 * (first & second).total() / max(1, first.total() + second.total())
