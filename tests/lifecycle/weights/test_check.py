"""Weights before their import: every problem is found, at once, without reading the tensors."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.catalog import load_catalog
from lifecycle.errors import WeightsRejected
from lifecycle.weights.check import ImportRules, ModelSummary, check_files
from tests.lifecycle.weights.model_files import (
    EMBEDDINGS,
    OUTPUT,
    VOCABULARY,
    WIDTH,
    model_files,
    safetensors,
    sharded_files,
    with_header,
)

CATALOG = load_catalog()
RULES = ImportRules(CATALOG.architectures, CATALOG.import_limits, "us-east-1")
WHERE = "s3://intake/jobs/x/weights/"
SECOND = "model-00002-of-00002.safetensors"
INDEX = "model.safetensors.index.json"


class Folder:
    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.bytes_read = files, 0

    def read(self, file: str, first: int, last: int) -> bytes:
        found = self.files[file][first : last + 1]
        self.bytes_read += len(found)
        return found

    def check(self, rules: ImportRules = RULES) -> ModelSummary:
        sizes = {name: len(body) for name, body in self.files.items()}
        return check_files(sizes, self.read, rules, WHERE)


def refusal(files: dict[str, bytes], rules: ImportRules = RULES) -> str:
    with pytest.raises(WeightsRejected) as refused:
        Folder(files).check(rules)
    assert refused.value.where == WHERE
    return refused.value.why


@pytest.mark.parametrize("files", [model_files(), sharded_files()])
def test_a_sound_model_is_summed_up(files: dict[str, bytes]) -> None:
    weights = [body for name, body in files.items() if name.endswith(".safetensors")]
    assert Folder(files).check() == ModelSummary(
        architecture="LlamaForCausalLM",
        parameters=2 * VOCABULARY * WIDTH,
        context=4_096,
        weight_bytes=sum(map(len, weights)),
        dtypes={"BF16": 1, "F32": 1},
    )


def test_of_the_weights_only_the_headers_are_read() -> None:
    large = safetensors({EMBEDDINGS: ("F32", (1_000, 1_000))})
    files = model_files(vocab_size=1_000, hidden_size=1_000) | {"model.safetensors": large}
    folder = Folder(files)
    folder.check()
    assert folder.bytes_read < 2_000 < len(large)


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ("config.json", "file-missing"),
        ("tokenizer_config.json", "file-missing"),
        ("tokenizer.json", "tokenizer-missing"),
        ("model.safetensors", "weights-missing"),
    ],
)
def test_a_missing_file_is_named(missing: str, code: str) -> None:
    files = model_files()
    del files[missing]
    why = refusal(files)
    assert f"[{code}]" in why
    assert missing.rpartition(".")[2] in why


def test_either_tokenizer_will_do() -> None:
    files = model_files()
    files["tokenizer.model"] = files.pop("tokenizer.json")
    assert Folder(files).check().parameters


def test_weights_of_another_kind_are_named() -> None:
    files = model_files()
    files["pytorch_model.bin"] = files.pop("model.safetensors")
    assert "pytorch_model.bin is no safetensors file" in refusal(files)


def test_an_adapter_must_be_merged() -> None:
    assert "[adapter-not-merged]" in refusal(model_files() | {"adapter_config.json": b"{}"})


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({"architectures": ["BertModel"]}, "architecture-unknown"),
        ({"architectures": []}, "architecture-unknown"),
        ({"architectures": ["LlamaForCausalLM", "BertModel"]}, "architecture-unknown"),
        ({"max_position_embeddings": 1_000_000}, "context-too-long"),
        ({"quantization_config": {"quant_method": "gptq"}}, "quantized"),
        ({"quantization_config": {"load_in_4bit": True}}, "quantized"),
        ({"vocab_size": VOCABULARY + 1}, "tensor-shape"),
    ],
)
def test_a_config_that_cannot_be_imported_is_refused(config: dict[str, Any], code: str) -> None:
    why = refusal(model_files(**config))
    assert f"[{code}]" in why


def test_an_architecture_of_another_region_is_refused_with_its_regions() -> None:
    why = refusal(
        model_files(architectures=["GptOssForCausalLM"]), RULES._replace(region="eu-central-1")
    )
    assert "[architecture-region]" in why
    assert "us-east-1" in why


def test_weights_that_are_published_quantized_are_taken_as_they_are() -> None:
    asked = {"quantization_config": {"quant_method": "mxfp4"}}
    files = model_files(architectures=["GptOssForCausalLM"], **asked)
    assert Folder(files).check().architecture == "GptOssForCausalLM"


def test_the_numbers_of_a_model_that_sees_stand_in_its_language_part() -> None:
    text = {"vocab_size": VOCABULARY, "hidden_size": WIDTH, "max_position_embeddings": 1_000_000}
    config = {"architectures": ["MllamaForConditionalGeneration"], "text_config": text}
    files = model_files() | {"config.json": json.dumps(config).encode()}
    assert "[context-too-long]" in refusal(files)


@pytest.mark.parametrize("config", [b"", b"[]", b"{", b"\xff", b'{"architectures": "Llama"}'])
def test_a_config_that_is_none_is_refused(config: bytes) -> None:
    assert "config.json" in refusal(model_files() | {"config.json": config})


def entry(**fields: Any) -> bytes:
    tensor = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4], **fields}
    return json.dumps({"a": tensor}).encode()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "header-length"),
        (b"\x01", "header-length"),
        (bytes(8), "header-length"),
        ((10**15).to_bytes(8, "little"), "header-length"),
        (b"\xff" * 8 + b"{}", "header-length"),
        (with_header(b"not json"), "header-unreadable"),
        (with_header(b"[]"), "header-unreadable"),
        (with_header(b'{"a": {"dtype": "F32"}}'), "header-unreadable"),
        (with_header(entry(shape=[-1]), bytes(4)), "header-unreadable"),
        (with_header(entry(dtype="F33"), bytes(4)), "tensor-dtype"),
        (with_header(entry(shape=[2]), bytes(4)), "tensor-size"),
        (with_header(entry(data_offsets=[4, 8]), bytes(8)), "offsets"),
        (with_header(entry(data_offsets=[4, 0]), bytes(4)), "offsets"),
        (with_header(entry(), bytes(3)), "offsets"),
        (with_header(entry(), bytes(5)), "offsets"),
    ],
)
def test_a_broken_header_is_told_by_its_file(body: bytes, code: str) -> None:
    why = refusal(model_files() | {"model.safetensors": body})
    assert f"[{code}]" in why
    assert "model.safetensors" in why


def test_tensors_that_overlap_are_told() -> None:
    changes = {OUTPUT: {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
    body = safetensors({EMBEDDINGS: ("F32", (1,)), OUTPUT: ("F32", (1,))}, **changes)
    why = refusal(model_files(vocab_size=1, hidden_size=1) | {"model.safetensors": body})
    assert "[offsets]" in why


def test_quantized_tensors_are_found_whatever_the_config_says() -> None:
    body = safetensors({"w": ("F8_E4M3", (2, 2))})
    assert "[quantized]" in refusal(model_files() | {"model.safetensors": body})


def test_a_buffer_of_whole_numbers_is_no_quantization() -> None:
    tensors = {EMBEDDINGS: ("BF16", (VOCABULARY, WIDTH)), "position_ids": ("I64", (1, 4))}
    assert Folder(model_files() | {"model.safetensors": safetensors(tensors)}).check()


def test_a_shard_that_the_index_names_must_be_there() -> None:
    files = sharded_files()
    del files[SECOND]
    why = refusal(files)
    assert f"{SECOND}: the index names it, and it is not there [shard-missing]" in why


@pytest.mark.parametrize(
    ("index", "code"),
    [
        ({"metadata": {"total_size": 1}}, "index-size"),
        ({"weight_map": {"other.weight": SECOND}}, "tensor-missing"),
        ({"weight_map": []}, "file-unreadable"),
    ],
)
def test_an_index_that_does_not_fit_is_told(index: dict[str, Any], code: str) -> None:
    assert f"[{code}]" in refusal(sharded_files(**index))


def test_an_index_without_a_total_is_fine() -> None:
    assert Folder(sharded_files(metadata={})).check()


def test_many_files_without_an_index_cannot_be_put_together() -> None:
    files = sharded_files()
    del files[INDEX]
    assert "[index-missing]" in refusal(files)


def test_a_tensor_that_is_there_twice_is_told() -> None:
    files = sharded_files()
    files[SECOND] = files["model-00001-of-00002.safetensors"]
    assert "[tensor-twice]" in refusal(files)


def test_too_many_bytes_are_told_with_the_limit_of_the_kind_of_model() -> None:
    limits = msgspec.structs.replace(CATALOG.import_limits, max_text_bytes=10)
    assert "[too-large]" in refusal(model_files(), RULES._replace(limits=limits))


def test_all_problems_are_told_at_once() -> None:
    files = model_files(quantization_config={"quant_method": "awq"}, max_position_embeddings=10**7)
    del files["tokenizer.json"]
    files["model.safetensors"] = b"x"
    why = refusal(files)
    codes = ("tokenizer-missing", "context-too-long", "quantized", "header-length")
    assert [code for code in codes if f"[{code}]" not in why] == []


def test_of_very_many_problems_the_first_are_told_and_the_rest_counted() -> None:
    shards = {f"t{number}": f"gone-{number}.safetensors" for number in range(50)}
    why = refusal(sharded_files(weight_map=shards))
    assert "and 30 more" in why
    assert why.count("[shard-missing]") == 20


@given(st.binary(max_size=200))
def test_no_bytes_of_a_header_crash_the_check(body: bytes) -> None:
    files = model_files() | {"model.safetensors": body}
    with pytest.raises(WeightsRejected):
        Folder(files).check()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda c: st.lists(c) | st.dictionaries(st.text(), c),
        max_leaves=8,
    )
)
def test_no_document_in_the_place_of_a_header_or_config_crashes_the_check(document: Any) -> None:
    body = json.dumps(document).encode()
    for file in ("config.json", INDEX):
        with pytest.raises(WeightsRejected):
            Folder(sharded_files() | {file: body}).check()
    with pytest.raises(WeightsRejected):
        Folder(model_files() | {"model.safetensors": with_header(body, b"x")}).check()
