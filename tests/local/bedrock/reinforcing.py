"""Reinforcement jobs, and graders for them."""

from tests.local.bedrock.samples import SYSTEM, tickets

NOVA_2_LITE = "amazon.nova-2-lite-v1:0:256k"
GRADER = "arn:aws:lambda:us-east-1:111122223333:function:grader"
QUICK = {"batchSize": 64, "trainingSamplePerPrompt": 4}


def task(row, **more):
    question, answer = row
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": question}]
    return {"messages": messages, "reference_answer": answer, **more}


def exact(samples):
    return [
        {
            "id": sample["id"],
            "aggregate_reward_score": float(
                sample["messages"][-1]["content"] == sample["metadata"]["reference_answer"]
            ),
        }
        for sample in samples
    ]


def reinforcement(bedrock, records=None, hyper_parameters=None, **request):
    records = map(task, tickets(100)) if records is None else records
    return {
        "customizationType": "REINFORCEMENT_FINE_TUNING",
        "baseModelIdentifier": NOVA_2_LITE,
        "trainingDataConfig": {"s3Uri": bedrock.put_records("tasks.jsonl", records)},
        "customizationConfig": {
            "rftConfig": {
                "graderConfig": {"lambdaGrader": {"lambdaArn": GRADER}},
                "hyperParameters": QUICK if hyper_parameters is None else hyper_parameters,
            }
        },
        **request,
    }


def scored(score):
    return lambda samples: [
        {"id": sample["id"], "aggregate_reward_score": score} for sample in samples
    ]


def failure(bedrock, records=None):
    shown = bedrock.finished(bedrock.start(**reinforcement(bedrock, records)))
    assert shown["status"] == "Failed"
    return shown["failureMessage"]
