"""job.yaml: what is accepted, and which field each refusal names."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.errors import NotYetSupported, RequestInvalid, TailorError
from lifecycle.request import (
    MANIFEST_MAX_BYTES,
    Data,
    DeploymentMode,
    Evaluation,
    JobRequest,
    Sweep,
    Technique,
    parse_request,
    require_folder,
)
from lifecycle.request_data import FILE_MAX_BYTES

SOURCE = "s3://tailor-intake/jobs/support-triage/job.yaml"
REQUEST: dict[str, Any] = {
    "name": "support-triage",
    "technique": "fine-tuning",
    "base_model": "amazon.nova-lite-v1:0:300k",
    "data": {"training": "train.jsonl"},
}


def parse(**fields: Any) -> JobRequest:
    document = {name: value for name, value in (REQUEST | fields).items() if value is not ...}
    return parse_request(json.dumps(document).encode(), SOURCE)


def test_the_shortest_request_has_the_documented_defaults() -> None:
    request = parse()
    assert request.technique is Technique.FINE_TUNING
    assert request.data == Data(training="train.jsonl", validation="auto", test=None)
    assert request.deployment.mode is DeploymentMode.ON_DEMAND
    assert request.hyperparameters == {}


def test_yaml_is_read_with_its_scientific_numbers_and_words() -> None:
    document = b"""
        name: support-triage
        technique: fine-tuning
        base_model: amazon.nova-lite-v1:0:300k
        data: {training: train.jsonl, validation: none, test: blind/test.jsonl}
        hyperparameters: {epochCount: 2, learningRate: [1e-5, 5e-5]}
        deployment: {mode: none}
    """
    request = parse_request(document, SOURCE)
    assert request.hyperparameters == {"epochCount": 2, "learningRate": ["1e-5", "5e-5"]}
    assert request.deployment.mode is DeploymentMode.NONE
    assert request.declared_files() == ("train.jsonl", "blind/test.jsonl")


@pytest.mark.parametrize(
    ("data", "files"),
    [
        ({}, ("t",)),
        ({"validation": "auto"}, ("t",)),
        ({"validation": "none"}, ("t",)),
        ({"validation": "v", "test": "b"}, ("t", "v", "b")),
    ],
)
def test_the_words_of_validation_are_no_files(data: dict, files: tuple) -> None:
    assert parse(data={"training": "t", **data}).declared_files() == files


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": ...}, "name"),
        ({"name": ""}, "$.name"),
        ({"name": 7}, "$.name"),
        ({"name": "a/b"}, "$.name"),
        ({"name": "a\n"}, "$.name"),
        ({"name": "a\x00b"}, "$.name"),
        ({"name": "x" * 201}, "$.name"),
        ({"technique": ...}, "technique"),
        ({"technique": "wishing"}, "$.technique"),
        ({"base_model": ...}, "base_model"),
        ({"base_model": ""}, "`base_model` is missing"),
        ({"base_model": "x" * 2049}, "$.base_model"),
        ({"data": ...}, "data"),
        ({"data": {}}, "training"),
        ({"data": "train.jsonl"}, "$.data"),
        ({"data": {"training": "t", "tset": "x"}}, "tset"),
        ({"data": {"training": ["t"]}}, "$.data.training"),
        ({"hyperparameters": {"epochCount": True}}, "$.hyperparameters"),
        ({"hyperparameters": {"epochCount": None}}, "$.hyperparameters"),
        ({"hyperparameters": {"epochCount": {}}}, "$.hyperparameters"),
        ({"hyperparameters": {"epochCount": [[1]]}}, "$.hyperparameters"),
        ({"hyperparameters": {"epochCount": 2**60}}, "$.hyperparameters"),
        ({"hyperparameters": [1]}, "$.hyperparameters"),
        ({"deployment": {"mode": "sometimes"}}, "$.deployment.mode"),
        ({"deployment": {"units": 1}}, "units"),
        ({"hyper_parameters": {}}, "hyper_parameters"),
    ],
)
def test_a_wrong_field_is_named(fields: dict, named: str) -> None:
    with pytest.raises(RequestInvalid) as refused:
        parse(**fields)
    assert named in refused.value.what
    assert refused.value.where == SOURCE


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"budget": {}}, "budget"),
        ({"notify": []}, "notify"),
        ({"evaluation": {"metric": "token-f1"}}, "evaluation.metric"),
        ({"evaluation": {"must_beat_base_by": 0.05}}, "evaluation.must_beat_base_by"),
    ],
)
def test_a_field_that_is_not_acted_on_yet_is_refused_rather_than_ignored(
    fields: dict, field: str
) -> None:
    with pytest.raises(NotYetSupported, match=f"`{field}`"):
        parse(**fields)


def test_a_sweep_is_bounded_and_keeps_no_losers_unless_it_is_told_otherwise() -> None:
    request = parse()
    assert (request.sweep, request.evaluation) == (Sweep(8, False), Evaluation(False))
    request = parse(sweep={"max_trials": 16, "keep_all_models": True})
    assert request.sweep == Sweep(16, True)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"sweep": {"max_trials": 0}}, "$.sweep.max_trials"),
        ({"sweep": {"max_trials": 17}}, "$.sweep.max_trials"),
        ({"sweep": {"most": 2}}, "most"),
        ({"evaluation": {"allow_over_fit": "yes"}}, "$.evaluation.allow_over_fit"),
        ({"evaluation": {"allow_overfit": True}}, "allow_overfit"),
    ],
)
def test_a_wrong_word_about_a_sweep_or_its_evaluation_is_named(fields: dict, named: str) -> None:
    with pytest.raises(RequestInvalid) as refused:
        parse(**fields)
    assert named in refused.value.what


@pytest.mark.parametrize("role", ["training", "validation", "test"])
@pytest.mark.parametrize(
    "file",
    [
        "",
        ".",
        "..",
        "../other/train.jsonl",
        "a/../b",
        "/train.jsonl",
        "./train.jsonl",
        "a//b",
        "folder//",
        "/",
        "s3://bucket/train.jsonl",
        "job.yaml",
        "a\x00b",
        "a\nb",
        "x" * (FILE_MAX_BYTES + 1),
        "é" * (FILE_MAX_BYTES // 2 + 1),
    ],
)
def test_a_file_that_is_no_plain_path_beside_the_manifest_is_refused(role: str, file: str) -> None:
    with pytest.raises(RequestInvalid, match=r"\$\.data"):
        parse(data={"training": "train.jsonl", role: file})


def test_a_source_elsewhere_in_s3_is_not_yet_supported() -> None:
    with pytest.raises(RequestInvalid, match="s3:// sources are not yet supported"):
        parse(data={"training": "s3://bucket/train.jsonl"})


@pytest.mark.parametrize("role", ["training", "test"])
@pytest.mark.parametrize("word", ["auto", "none"])
def test_a_word_of_validation_is_refused_as_the_name_of_another_file(role: str, word: str) -> None:
    with pytest.raises(RequestInvalid, match="word of `validation`"):
        parse(data={"training": "train.jsonl", role: word})


@pytest.mark.parametrize("name", ["客服", "a b", "🧵", "‮rtl", "a'\"b", "x" * 200, ".."])
def test_a_job_may_have_a_name_of_any_script(name: str) -> None:
    assert parse(name=name).name == name


def test_the_longest_names_make_a_key_that_s3_takes() -> None:
    request = parse(name="🧵" * 200, data={"training": "é" * (FILE_MAX_BYTES // 2)})
    (file,) = request.declared_files()
    assert len(f"jobs/{request.name}/{file}".encode()) <= 1024


def test_a_manifest_over_the_limit_is_refused_unread() -> None:
    parse_request(json.dumps(REQUEST).encode().ljust(MANIFEST_MAX_BYTES), SOURCE)
    with pytest.raises(RequestInvalid, match="longer than 65536 bytes"):
        parse_request(b"[" * (MANIFEST_MAX_BYTES + 1), SOURCE)


@pytest.mark.parametrize("document", [b"", b"~", b"[]", b"7", b"text", b"!!set {a, b}", b"{1: 2}"])
def test_a_document_that_is_no_mapping_of_fields_is_refused(document: bytes) -> None:
    with pytest.raises(RequestInvalid):
        parse_request(document, SOURCE)


@given(st.binary(max_size=100) | st.text(max_size=100))
def test_whatever_lands_as_job_yaml_is_a_request_or_a_named_error(document: bytes | str) -> None:
    data = document if isinstance(document, bytes) else document.encode(errors="surrogatepass")
    with pytest.raises(TailorError):
        parse_request(data, SOURCE)


@given(
    field=st.sampled_from(["name", "technique", "base_model", "data", "hyperparameters"]),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    ),
)
def test_whatever_stands_in_a_field_is_a_request_or_a_named_error(field: str, value: Any) -> None:
    document = json.dumps(REQUEST | {field: value}).encode()
    try:
        request = parse_request(document, SOURCE)
    except RequestInvalid as error:
        assert error.where == SOURCE
    else:
        assert request.data.training


def test_the_folder_names_the_job() -> None:
    require_folder(parse(name="support-triage"), "support-triage")
    with pytest.raises(RequestInvalid, match="lies in the folder 'other'"):
        require_folder(parse(name="support-triage"), "other")
