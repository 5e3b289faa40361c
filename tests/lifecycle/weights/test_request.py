"""`weights` of job.yaml: where weights come from, and what a run makes of it."""

import json
from typing import Any

import msgspec
import pytest

from lifecycle.acceptance import accept
from lifecycle.base_model import BaseModelChoice
from lifecycle.catalog import load_catalog
from lifecycle.deployed import require_readable_weights
from lifecycle.errors import ModelUnavailable, RequestInvalid, TailorError
from lifecycle.request import JobRequest, parse_request
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion, RunInput
from lifecycle.weights.request import FolderWeights, PackageWeights

PACKAGE = "arn:aws:sagemaker:us-east-1:111122223333:model-package/nova-support/1"
FOLDER = ObjectVersion("jobs/x/weights/", "digest", "", 10)
RUN = RunInput("x-1", "x", ObjectVersion("jobs/x/job.yaml", "v", "e", 1), {"weights/": FOLDER})


def parsed(**fields: Any) -> JobRequest:
    request = {"name": "x", "technique": "import", **fields}
    return parse_request(json.dumps(request).encode(), "job.yaml")


def accepted(weights: dict[str, str], region: str = "us-east-1", **fields: Any) -> AcceptedRequest:
    asked = parsed(weights=weights, **fields)
    return accept(RUN, asked, load_catalog(), region, BaseModelChoice(asked.base_model))


@pytest.mark.parametrize(
    ("weights", "folders"),
    [
        ({"source": "weights/"}, ("weights/",)),
        ({"source": "models/tiny/"}, ("models/tiny/",)),
        ({"source": "s3://models/open/tiny/"}, ()),
        ({"model_package": PACKAGE}, ()),
    ],
)
def test_a_folder_beside_the_manifest_is_declared(
    weights: dict[str, str], folders: tuple[str, ...]
) -> None:
    assert parsed(weights=weights).declared_files() == folders


@pytest.mark.parametrize(
    "weights",
    [
        {},
        {"source": "weights/", "model_package": PACKAGE},
        {"source": "weights"},
        {"source": "/weights/"},
        {"source": "../weights/"},
        {"source": "/"},
        {"source": "s3://models/run=1/"},
        {"source": "s3://models/a b/"},
        {"model_package": "nova-support"},
        {"model_package": PACKAGE.replace("sagemaker", "bedrock")},
        {"model_package": PACKAGE + "\n"},
        {"unknown": "x"},
    ],
)
def test_weights_that_name_nothing_are_refused(weights: dict[str, str]) -> None:
    with pytest.raises(RequestInvalid, match="weights"):
        parsed(weights=weights)


def test_an_import_needs_weights_and_other_techniques_take_none() -> None:
    with pytest.raises(RequestInvalid, match="`weights` is missing"):
        parsed()
    with pytest.raises(RequestInvalid, match="`weights` does not belong to fine-tuning"):
        parsed(
            technique="fine-tuning",
            base_model="m",
            data={"training": "t"},
            weights={"source": "w/"},
        )
    with pytest.raises(RequestInvalid, match="`base_model` does not belong to import"):
        parsed(weights={"source": "w/"}, base_model="m")


def test_a_landed_folder_is_found_under_its_key() -> None:
    request = accepted({"source": "weights/"})
    assert request.weights == FolderWeights(folder="weights/", prefix="jobs/x/weights/")
    assert request.serves_itself
    assert (request.base_model, request.training, request.trials) == ("", None, ())


def test_a_model_package_is_served_like_what_was_trained_here() -> None:
    request = accepted({"model_package": PACKAGE}, deployment={"mode": "provisioned"})
    assert request.weights == PackageWeights(PACKAGE)
    assert not request.serves_itself


@pytest.mark.parametrize("mode", ["provisioned", "none"])
def test_an_imported_model_serves_by_itself_only(mode: str) -> None:
    with pytest.raises(RequestInvalid, match="serves by itself"):
        accepted({"source": "s3://models/open/"}, deployment={"mode": mode})


@pytest.mark.parametrize(
    ("weights", "region", "instead"),
    [
        ({"source": "s3://models/open/"}, "ap-southeast-1", "us-west-2"),
        ({"model_package": PACKAGE}, "us-west-2", "us-east-1"),
    ],
)
def test_a_region_without_imports_is_refused_with_those_that_have_them(
    weights: dict[str, str], region: str, instead: str
) -> None:
    with pytest.raises(ModelUnavailable) as refused:
        accepted(weights, region)
    assert instead in refused.value.fix


def test_weights_in_a_bucket_that_the_settings_do_not_name_are_refused() -> None:
    sources = ("s3://models/open/",)
    require_readable_weights(FolderWeights(uri="s3://models/open/tiny"), sources)
    require_readable_weights(FolderWeights(folder="w/", prefix="jobs/x/w/"), ())
    for uri in ("s3://models/closed/", "s3://models/", "s3://other/open/"):
        with pytest.raises(TailorError) as refused:
            require_readable_weights(FolderWeights(uri=uri), sources)
        assert "s3://models/open/" in refused.value.why
        assert "`model_weights` in settings.py" in refused.value.fix


def test_the_accepted_weights_survive_their_document() -> None:
    request = accepted({"model_package": PACKAGE})
    assert msgspec.json.decode(msgspec.json.encode(request), type=AcceptedRequest) == request
