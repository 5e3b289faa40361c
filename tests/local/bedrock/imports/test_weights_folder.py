"""Every defect of the files ends the import with a message that says what is wrong."""

import json

import numpy as np
import pytest

from tests.local.bedrock.imports.weights import config, folder, safetensors, with_header

EMBEDDING = "model.embed_tokens.weight"


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ("config.json", "config.json"),
        ("tokenizer_config.json", "tokenizer_config.json"),
        ("tokenizer.json", "tokenizer.json or tokenizer.model"),
        ("model.safetensors", r"*.safetensors"),
    ],
)
def test_a_missing_file_is_named(imports, file, named):
    assert imports.failure(folder(**{file: None})) == f"Required files are missing: {named}."


def test_all_missing_files_are_named_at_once(imports):
    assert imports.failure({}).count(",") == 3


def test_the_other_tokenizer_format_will_do(imports):
    files = folder(**{"tokenizer.json": None, "tokenizer.model": b"sentencepiece"})
    assert imports.model(files=files)


def test_files_in_folders_below_do_not_count(imports):
    files = folder(**{"config.json": None}) | {"original/config.json": b"{}"}
    assert "config.json" in imports.failure(files)


@pytest.mark.parametrize("content", [b"{", b"[]"])
def test_a_configuration_that_is_no_object_is_refused(imports, content):
    assert "Unable to parse config.json" in imports.failure(folder(**{"config.json": content}))


@pytest.mark.parametrize("named", [["BertModel"], [], None, ["LlamaForCausalLM", "BertModel"]])
def test_an_unknown_architecture_is_refused_with_the_known_ones(imports, named):
    message = imports.failure(folder(**{"config.json": config(architectures=named)}))
    assert f"architecture {named} in config.json is not supported" in message
    assert "LlamaForCausalLM" in message


def test_a_context_beyond_128k_tokens_is_too_long(imports):
    long = config(max_position_embeddings=131_073)
    assert "must be at most 131072 tokens" in imports.failure(folder(**{"config.json": long}))


@pytest.mark.parametrize(
    ("architecture", "limit"), [("LlamaForCausalLM", 200), ("MllamaForConditionalGeneration", 100)]
)
def test_weights_that_are_too_large_are_refused_unread(imports, monkeypatch, architecture, limit):
    listed = imports.bedrock.s3.list_objects_v2

    def huge(**request):
        answer = listed(**request)
        for each in answer["Contents"]:
            each["Size"] = limit * 10**9 + 10**8
        return answer

    monkeypatch.setattr(imports.bedrock.s3, "list_objects_v2", huge)
    files = folder(**{"config.json": config(architectures=[architecture])})
    assert imports.failure(files) == (
        f"The weights have {limit}.1 GB, more than the maximum of {limit} GB."
    )


def entry(**changes):
    return {"dtype": "F16", "shape": [10, 4], "data_offsets": [0, 80]} | changes


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "its header is longer than the file"),
        ((10**9).to_bytes(8, "little") + b"{}", "its header is longer than the file"),
        ((2).to_bytes(8, "little") + b"[]", "its header can't be read"),
        (with_header({EMBEDDING: {"dtype": "F16"}}, b""), "its header can't be read"),
        (with_header({EMBEDDING: entry(dtype="I8")}, bytes(80)), "supported data types"),
        (with_header({EMBEDDING: entry(shape=[10, 5])}, bytes(80)), "do not fit its shape"),
        (with_header({EMBEDDING: entry(data_offsets=[8, 88])}, bytes(88)), "leave gaps"),
        (with_header({EMBEDDING: entry()}, bytes(79)), "describes 80 bytes of tensors, it has 79"),
    ],
)
def test_a_damaged_header_is_refused(imports, content, problem):
    message = imports.failure(folder(**{"model.safetensors": content}))
    assert message.startswith("Invalid safetensors file model.safetensors: ")
    assert problem in message


def test_embeddings_of_another_shape_than_the_configuration_are_refused(imports):
    files = folder(**{"config.json": config(vocab_size=11)})
    assert "has the shape [10, 4], but config.json says [11, 4]" in imports.failure(files)


def test_weights_without_embeddings_are_refused(imports):
    other = safetensors({"model.norm.weight": np.ones(4, np.float32)})
    assert "no tensor of token embeddings" in imports.failure(
        folder(**{"model.safetensors": other})
    )


def test_an_index_that_lists_more_than_there_is_is_refused(imports):
    index = {"weight_map": {EMBEDDING: "model.safetensors", "lm_head.weight": "second"}}
    files = folder(**{"model.safetensors.index.json": index})
    assert imports.failure(files).endswith("lists tensors that no file has: lm_head.weight.")


def test_weights_may_lie_in_several_files(imports):
    second = safetensors({"lm_head.weight": np.ones((10, 4), np.float32)})
    index = {"weight_map": {EMBEDDING: "model.safetensors", "lm_head.weight": "second"}}
    assert imports.model(
        files=folder(
            **{
                "second.safetensors": second,
                "model.safetensors.index.json": json.dumps(index).encode(),
            }
        )
    )


def test_of_ordinary_weights_only_the_headers_are_read(imports, monkeypatch):
    read, get_object = [], imports.bedrock.s3.get_object

    def watched(Bucket, Key, Range=""):
        read.append((Key, Range))
        return get_object(Bucket, Key, Range)

    monkeypatch.setattr(imports.bedrock.s3, "get_object", watched)
    imports.model()
    ranges = [Range for key, Range in read if key.endswith(".safetensors")]
    assert len(ranges) == 2
    assert ranges[0] == "bytes=0-7"
    assert ranges[1].startswith("bytes=8-")
