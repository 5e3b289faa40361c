"""Each family is asked and answers in its own words."""

import json

import pytest

from local.bedrock.errors import ValidationException
from local.bedrock.inference.bodies import parsed, schema_of, understood
from local.bedrock.inference.completion import complete
from local.bedrock.learning.foundation import foundation_model

CLAUDE = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 2}
HELLO = [{"role": "user", "content": "Hello"}]


def asked(family, body):
    schema = schema_of(family, body)
    return schema.write(complete(foundation_model(), understood(schema.read, body)))


def test_llama():
    found = asked("llama", {"prompt": "Hello", "max_gen_len": 2})
    assert found["generation"]
    assert (found["generation_token_count"], found["stop_reason"]) == (2, "length")
    assert asked("llama", {"prompt": "Hello"})["stop_reason"] == "stop"


def test_cohere_command():
    (found,) = asked("cohere", {"prompt": "Hello", "max_tokens": 2})["generations"]
    assert found["text"]
    assert found["finish_reason"] == "MAX_TOKENS"
    assert asked("cohere", {"prompt": "Hello"})["generations"][0]["finish_reason"] == "COMPLETE"


def test_titan_text():
    limits = {"maxTokenCount": 2}
    found = asked("titan-text", {"inputText": "Hello", "textGenerationConfig": limits})
    assert found["inputTextTokenCount"] == 1
    (result,) = found["results"]
    assert (result["tokenCount"], result["completionReason"]) == (2, "LENGTH")
    assert asked("titan-text", {"inputText": "Hello"})["results"][0]["completionReason"] == "FINISH"


def test_claude():
    found = asked("claude", CLAUDE | {"messages": HELLO, "system": "Be kind."})
    assert found["content"][0]["text"]
    assert found["stop_reason"] == "max_tokens"
    assert found["usage"] == {"input_tokens": 4, "output_tokens": 2}


def test_claude_takes_blocks_as_well_as_texts():
    blocks = [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}]
    plain = asked("claude", CLAUDE | {"messages": HELLO})
    assert asked("claude", CLAUDE | {"messages": blocks}) == plain


def test_all_say_the_same_to_the_same():
    llama = asked("llama", {"prompt": "Hello"})["generation"]
    assert asked("cohere", {"prompt": "Hello"})["generations"][0]["text"] == llama
    assert asked("titan-text", {"inputText": "Hello"})["results"][0]["outputText"] == llama


@pytest.mark.parametrize(
    ("family", "body"),
    [
        ("llama", {"inputText": "Hello"}),
        ("llama", {"prompt": "Hello", "max_gen_len": 0}),
        ("llama", {"prompt": "Hello", "max_gen_len": "5"}),
        ("cohere", {"prompt": ""}),
        ("titan-text", {"prompt": "Hello"}),
        ("titan-text", {"inputText": "Hello", "textGenerationConfig": {"maxTokenCount": -1}}),
        ("claude", {"messages": HELLO, "max_tokens": 5}),
        ("claude", CLAUDE | {"messages": []}),
        ("claude", CLAUDE | {"messages": HELLO + HELLO}),
        ("claude", CLAUDE | {"messages": [{"role": "assistant", "content": "Hello"}]}),
    ],
)
def test_another_schema_is_refused(family, body):
    with pytest.raises(ValidationException, match="Malformed input request"):
        asked(family, body)


@pytest.mark.parametrize("content", [b"{", b"[]"])
def test_a_body_that_is_no_object_is_refused(content):
    with pytest.raises(ValidationException, match="Malformed input request"):
        parsed(content)


def test_llama_is_asked_through_the_api(local_bedrock):
    bedrock = local_bedrock(region="us-west-2")
    body = json.dumps({"prompt": "Hello", "max_gen_len": 2})
    found = bedrock.runtime.invoke_model(modelId="meta.llama3-1-8b-instruct-v1:0", body=body)
    assert json.loads(found["body"].read())["generation_token_count"] == 2
