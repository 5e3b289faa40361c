import json

import pytest

from tests.local.bedrock.samples import SYSTEM, eventually, refused, tickets

NOVA = "amazon.nova-micro-v1:0"


def text(found):
    return found["output"]["message"]["content"][0]["text"]


def test_a_deployed_model_has_learned_the_task_and_its_base_has_not(bedrock):
    data = {"s3Uri": bedrock.put("tickets.jsonl", tickets(300))}
    deployment = bedrock.deployment(bedrock.model(trainingDataConfig=data))

    def accuracy(model_id):
        system = [{"text": SYSTEM}]
        asked = tickets(40, seed=2)
        found = [text(bedrock.answer(model_id, question, system=system)) for question, _ in asked]
        return sum(answer == category for answer, (_, category) in zip(found, asked, strict=True))

    assert accuracy(deployment) >= 32
    assert accuracy(NOVA) == 0


@pytest.mark.parametrize("model_id", [NOVA, f"arn:aws:bedrock:us-east-1::foundation-model/{NOVA}"])
def test_a_foundation_model_answers_and_counts_its_tokens(bedrock, model_id):
    found = bedrock.answer(model_id, "What about my order?", system=[{"text": "Be kind."}])
    usage = found["usage"]
    assert found["stopReason"] == "end_turn"
    assert usage["inputTokens"] == 8
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"]
    assert found["metrics"]["latencyMs"] >= 0


def test_the_limit_of_tokens_is_kept(bedrock):
    found = bedrock.answer(NOVA, "Hello", inferenceConfig={"maxTokens": 2, "temperature": 0})
    assert (found["stopReason"], found["usage"]["outputTokens"]) == ("max_tokens", 2)


def test_an_answer_ends_at_a_stop_sequence(bedrock):
    found = bedrock.answer(NOVA, "Hello", inferenceConfig={"stopSequences": [" "]})
    assert found["stopReason"] == "stop_sequence"


def test_the_same_question_gets_the_same_answer(bedrock):
    assert text(bedrock.answer(NOVA, "Hello")) == text(bedrock.answer(NOVA, "Hello"))


def test_what_is_no_model_is_refused(bedrock):
    with refused("ValidationException", "model identifier is invalid"):
        bedrock.answer("amazon.unknown-v1:0", "Hello")


def test_a_model_without_text_output_does_not_converse(bedrock):
    with refused("ValidationException", "Converse is not supported"):
        bedrock.answer("amazon.titan-embed-image-v1", "Hello")


def test_a_model_to_be_provisioned_is_not_offered_on_demand(bedrock):
    with refused("ValidationException", "on-demand throughput isn't supported"):
        bedrock.answer("amazon.nova-micro-v1:0:128k", "Hello")


def test_a_custom_model_must_be_deployed_first(bedrock):
    with refused("ValidationException"):
        bedrock.answer("triage-model", "Hello")


def test_a_conversation_starts_and_ends_with_the_user(bedrock):
    message = {"role": "assistant", "content": [{"text": "Hello"}]}
    with refused("ValidationException", "user message"):
        bedrock.runtime.converse(modelId=NOVA, messages=[message])


def test_a_deployment_that_is_being_created_is_not_ready(local_bedrock):
    bedrock = local_bedrock(deployment_seconds=5)
    arn = bedrock.control.create_custom_model_deployment(
        modelDeploymentName="live", modelArn=bedrock.model()
    )["customModelDeploymentArn"]
    with refused("ModelNotReadyException"):
        bedrock.answer(arn, "Hello")


def test_a_failed_deployment_does_not_answer(bedrock):
    bedrock.fault(deployment="live", outcome="failed")
    arn = bedrock.deployment(bedrock.model(), "live")
    with refused("ValidationException", "Failed"):
        bedrock.answer(arn, "Hello")


def test_an_unknown_deployment_is_not_found(bedrock):
    arn = "arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/abcdefghijkl"
    with refused("ResourceNotFoundException"):
        bedrock.answer(arn, "Hello")


def test_provisioned_throughput_answers(local_bedrock):
    bedrock = local_bedrock(custom_model_units=1)
    arn = bedrock.control.create_provisioned_model_throughput(
        modelUnits=1, provisionedModelName="reserved", modelId=bedrock.model()
    )["provisionedModelArn"]

    def in_service():
        shown = bedrock.control.get_provisioned_model_throughput(provisionedModelId=arn)
        return shown["status"] == "InService"

    eventually(in_service)
    assert text(bedrock.answer(arn, "Hello"))


def invoke(bedrock, **body):
    found = bedrock.runtime.invoke_model(modelId=NOVA, body=json.dumps(body))
    return json.loads(found["body"].read())


HELLO = [{"role": "user", "content": [{"text": "Hello"}]}]


def test_invoke_model_answers_like_converse(bedrock):
    found = invoke(bedrock, schemaVersion="messages-v1", messages=HELLO)
    assert text(found) == text(bedrock.answer(NOVA, "Hello"))
    assert found["usage"]["inputTokens"] == 1


@pytest.mark.parametrize("limit", ["maxTokens", "max_new_tokens"])
def test_invoke_model_keeps_the_limit_of_tokens(bedrock, limit):
    found = invoke(bedrock, messages=HELLO, inferenceConfig={limit: 1})
    assert (found["stopReason"], found["usage"]["outputTokens"]) == ("max_tokens", 1)


@pytest.mark.parametrize("body", ["{", "[]", '{"messages": "Hello"}', '{"inputText": "Hello"}'])
def test_invoke_model_refuses_another_schema(bedrock, body):
    with refused("ValidationException"):
        bedrock.runtime.invoke_model(modelId=NOVA, body=body)
