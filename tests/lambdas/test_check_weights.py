"""Check weights, in a fake bucket."""

import json

import pytest

from lambdas import check_weights
from lifecycle import documents
from lifecycle.errors import AccessRefused, DataChanged, DatasetRejected, WeightsRejected
from lifecycle.weights.request import FolderWeights
from tests.lambdas.fakes.account import INTAKE, OUTPUT, FakeAccount
from tests.lambdas.stages import accepted_import, conversation, document, land
from tests.lifecycle.weights.model_files import model_files


def check(run: str) -> dict:
    return check_weights.handler({"run_id": run}, None)


def as_landed(account: FakeAccount, run: str) -> None:
    """The weights lie beside job.yaml, pinned as intake pins them."""
    pins = []
    for file, body in model_files().items():
        key = f"jobs/support-triage/weights/{file}"
        head = account.s3.store(INTAKE, key, body).head()
        pin = {"key": key, "version_id": head["VersionId"], "etag": head["ETag"], "size": len(body)}
        pins.append(pin)
    prefix = "jobs/support-triage/weights/"
    request = document(account, documents.accepted_request(run))
    request["weights"] = {"type": "folder", "folder": "weights/", "prefix": prefix}
    key = documents.accepted_request(run)
    account.s3.store(OUTPUT, key, json.dumps(request).encode())
    account.s3.store(OUTPUT, documents.landed_folders(run), json.dumps({prefix: pins}).encode())


def test_sound_weights_are_written_down_with_their_objects(account: FakeAccount) -> None:
    run = accepted_import(account)
    assert check(run)["model"]["architecture"] == "LlamaForCausalLM"
    checked = document(account, documents.checked_weights(run))
    assert checked["uri"] == "s3://models/open/tiny/"
    files = {file["key"]: file for file in checked["files"]}
    assert set(files) == {f"open/tiny/{name}" for name in model_files()}
    weights = files["open/tiny/model.safetensors"]
    assert weights["size"] == len(model_files()["model.safetensors"])
    assert weights["etag"]


def test_weights_are_read_by_ranges_and_never_whole(account: FakeAccount) -> None:
    run = accepted_import(account)
    check(run)
    ranges = [
        call["Range"]
        for call in account.journal.of("GetObject")
        if call["Key"].endswith(".safetensors")
    ]
    size = len(model_files()["model.safetensors"])
    assert ranges[0] == "bytes=0-7"
    assert int(ranges[1].rpartition("-")[2]) < size - 1


def test_weights_that_cannot_be_imported_fail_with_all_their_problems(
    account: FakeAccount,
) -> None:
    run = accepted_import(account)
    account.s3.store("models", "open/tiny/model.safetensors", b"nothing")
    account.s3.delete_object(Bucket="models", Key="open/tiny/tokenizer.json")
    with pytest.raises(WeightsRejected) as refused:
        check(run)
    assert "[header-length]" in refused.value.why
    assert "[tokenizer-missing]" in refused.value.why
    assert documents.checked_weights(run) not in account.s3.keys(OUTPUT)


def test_a_test_set_that_cannot_be_asked_is_refused_before_the_import(
    account: FakeAccount,
) -> None:
    land(account, "test.jsonl", conversation("blind") + b'{"prompt": "2 + 2?"}\n')
    run = accepted_import(account, data={"test": "test.jsonl"})
    with pytest.raises(DatasetRejected, match="line 2 of the test set"):
        check(run)


def test_an_empty_folder_has_no_weights(account: FakeAccount) -> None:
    run = accepted_import(account, weights={"source": "s3://models/open/nothing"})
    with pytest.raises(WeightsRejected, match=r"config.json"):
        check(run)


def test_a_file_that_changes_while_it_is_read_is_told(account: FakeAccount) -> None:
    run = accepted_import(account)
    account.s3.fail("GetObject", "PreconditionFailed", on_call=4)
    with pytest.raises(DataChanged, match="is not the file that it was"):
        check(run)


def test_a_folder_that_may_not_be_read_is_told(account: FakeAccount) -> None:
    run = accepted_import(account)
    account.s3.fail("ListObjectsV2", "AccessDenied")
    with pytest.raises(AccessRefused):
        check(run)


def test_weights_beside_the_manifest_are_those_that_landed(account: FakeAccount) -> None:
    run = accepted_import(account)
    as_landed(account, run)
    check(run)
    checked = document(account, documents.checked_weights(run))
    assert checked["uri"] == f"s3://{INTAKE}/jobs/support-triage/weights/"
    assert all(file["version_id"] for file in checked["files"])


@pytest.mark.parametrize("file", ["model.safetensors", "another.json"])
def test_a_landed_folder_that_is_no_longer_what_started_the_run_is_refused(
    account: FakeAccount, file: str
) -> None:
    run = accepted_import(account)
    as_landed(account, run)
    account.s3.store(INTAKE, f"jobs/support-triage/weights/{file}", b"new")
    with pytest.raises(DataChanged, match=file):
        check(run)


def test_a_location_is_a_bucket_and_a_prefix_that_ends_with_a_slash() -> None:
    for uri in ("s3://models/open/tiny", "s3://models/open/tiny/"):
        assert FolderWeights(uri=uri).location("intake") == ("models", "open/tiny/")
    assert FolderWeights(uri="s3://models").location("intake") == ("models", "")
    landed = FolderWeights(folder="w/", prefix="jobs/x/w/")
    assert landed.location("intake") == ("intake", "jobs/x/w/")
