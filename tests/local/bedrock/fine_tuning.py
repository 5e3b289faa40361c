"""The data of a fine-tuning, and why it failed."""

from tests.local.bedrock.samples import conversation, tickets

NOVA_LITE = "amazon.nova-lite-v1:0:300k"


def training_on(bedrock, records):
    return {"s3Uri": bedrock.put_records("train.jsonl", records)}


def validation_on(bedrock, records):
    return {"validators": [{"s3Uri": bedrock.put_records("validation.jsonl", records)}]}


def failure(bedrock, record, model=NOVA_LITE):
    records = [*map(conversation, tickets(8)), record]
    job = bedrock.start(baseModelIdentifier=model, trainingDataConfig=training_on(bedrock, records))
    ended = bedrock.finished(job)
    assert ended["status"] == "Failed"
    return ended["failureMessage"]
