import json
from time import sleep

import pytest

from tests.local.bedrock.imports.conftest import Imports
from tests.local.bedrock.imports.weights import (
    config,
    folder,
    stand_in_folder,
    trained_model,
)
from tests.local.bedrock.samples import SYSTEM, eventually, refused, tickets
from tests.local.bedrock.test_runtime import text

ASKED = tickets(40, seed=2)


@pytest.fixture
def imports(local_bedrock):
    return Imports(local_bedrock(imported_model_start_seconds=0))


@pytest.fixture(scope="module")
def trained():
    return stand_in_folder(trained_model())


def invoke(bedrock, arn, **body):
    answered = bedrock.runtime.invoke_model(modelId=arn, body=json.dumps(body))
    return json.loads(answered["body"].read())


def test_weights_of_the_stand_in_answer_as_they_were_trained(imports, trained):
    arn = imports.model(files=trained)
    system = [{"text": SYSTEM}]
    found = [text(imports.bedrock.answer(arn, asked, system=system)) for asked, _ in ASKED]
    right = sum(answer == category for answer, (_, category) in zip(found, ASKED, strict=True))
    assert right >= 32


def test_other_weights_are_served_by_the_foundation_stand_in(imports):
    arn = imports.model()
    base = imports.bedrock.answer("amazon.nova-micro-v1:0", "Hello")
    assert text(imports.bedrock.answer(arn, "Hello")) == text(base)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"tokenizer.json": {"model": {"vocab": {"a": 0, "b": 2}}}}, "from 0 without gaps"),
        (
            {"tokenizer.json": {"model": {"vocab": {f"w{number}": number for number in range(9)}}}},
            "must have stand_in.context in the shape [3, 9, 48]",
        ),
    ],
)
def test_damaged_weights_of_the_stand_in_fail_the_import(imports, trained, change, problem):
    files = trained | {name: json.dumps(content).encode() for name, content in change.items()}
    ended = imports.finished(imports.start(files=files))
    assert ended["status"] == "Failed"
    assert problem in ended["failureMessage"]


def test_the_model_tells_its_architecture_and_units(imports):
    shown = imports.shown(imports.model())
    assert (shown["modelName"], shown["jobName"]) == ("llama-model", "llama")
    assert (shown["modelArchitecture"], shown["instructSupported"]) == ("LlamaForCausalLM", True)
    assert shown["customModelUnits"] == {
        "customModelUnitsPerModelCopy": 1,
        "customModelUnitsVersion": "v1.0",
    }


@pytest.mark.parametrize(
    "change",
    [
        {"tokenizer_config.json": {}},
        {"config.json": config(architectures=["Qwen3ForCausalLM"])},
    ],
)
def test_without_chat_template_or_support_a_model_completes_but_does_not_converse(imports, change):
    arn = imports.model(files=folder(**change))
    assert imports.shown(arn)["instructSupported"] is False
    with refused("ValidationException", "Converse is not supported"):
        imports.bedrock.answer(arn, "Hello")
    assert invoke(imports.bedrock, arn, prompt="Hello", max_gen_len=5)["generation"]


def test_the_limit_that_is_set_chooses_the_schema_of_the_answer(imports):
    arn = imports.model()
    one = invoke(imports.bedrock, arn, prompt="Hello", max_gen_len=2)
    other = invoke(imports.bedrock, arn, prompt="Hello", max_tokens=2)
    assert one == {
        "generation": other["choices"][0]["text"],
        "prompt_token_count": 1,
        "generation_token_count": 2,
        "stop_reason": "length",
    }
    assert other["choices"][0]["finish_reason"] == "length"
    assert other["usage"]["total_tokens"] == 3


@pytest.mark.parametrize("body", [{}, {"prompt": ""}, {"prompt": "Hello", "max_tokens": 0}])
def test_another_schema_is_refused(imports, body):
    with refused("ValidationException", "Malformed input request"):
        invoke(imports.bedrock, imports.model(), **body)


def test_a_cold_model_is_not_ready_at_first_and_again_after_an_idle_while(local_bedrock):
    settings = {"imported_model_start_seconds": 0.1, "imported_model_idle_seconds": 0.2}
    imports = Imports(local_bedrock(**settings))
    arn = imports.model()

    def is_ready():
        try:
            return imports.bedrock.answer(arn, "Hello")
        except imports.bedrock.runtime.exceptions.ModelNotReadyException as error:
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 429
            return None

    assert is_ready() is None
    assert eventually(is_ready)
    assert is_ready()
    sleep(0.3)
    assert is_ready() is None
    assert eventually(is_ready)


def test_imported_models_are_listed_and_deleted(imports):
    arn = imports.model()
    (listed,) = imports.control.list_imported_models(nameContains="llama")["modelSummaries"]
    assert listed["modelArn"] == arn
    imports.control.delete_imported_model(modelIdentifier="llama-model")
    with refused("ResourceNotFoundException", "imported model"):
        imports.shown(arn)
    with refused("ResourceNotFoundException", "imported model"):
        imports.bedrock.answer(arn, "Hello")


def test_a_deleted_model_makes_room_for_another(imports):
    models = [imports.model(name) for name in ("one", "two", "three")]
    imports.control.delete_imported_model(modelIdentifier=models[0])
    assert imports.model("four")
