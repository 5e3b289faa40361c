"""The requests of an import, held against botocore's model of Bedrock."""

from typing import Any

import msgspec
import pytest

from lifecycle import names
from lifecycle.weights.importing import (
    import_job_parameters,
    package_parameters,
    too_many_custom_models,
    too_many_imported_models,
)
from tests.botocore_model import misfits, operation_model, violations
from tests.lambdas.fakes.account import ENVIRONMENTS
from tests.lifecycle.weights.test_request import PACKAGE

RUN = names.run_id("Support triage 🧵", {"job.yaml": "v1"})
STEPS = ENVIRONMENTS[0]
JOB = import_job_parameters(RUN, "s3://models/open/tiny/", STEPS)
MODEL = package_parameters(RUN, PACKAGE, STEPS)


@pytest.mark.parametrize(
    ("operation", "asked"), [("CreateModelImportJob", JOB), ("CreateCustomModel", MODEL)]
)
def test_bedrock_accepts_the_request(operation: str, asked: dict[str, Any]) -> None:
    shape = operation_model("bedrock", operation).input_shape
    assert misfits(asked, shape) == ""
    assert list(violations(asked, shape)) == []


def test_an_import_job_has_a_token_that_boto3_would_not_fill_in() -> None:
    assert JOB["clientRequestToken"] == names.client_request_token(RUN, "import")


def test_what_is_imported_carries_the_run_in_a_tag() -> None:
    tag = [{"key": "tailor:run-id", "value": RUN}]
    assert JOB["jobTags"] == JOB["importedModelTags"] == MODEL["modelTags"] == tag


def test_an_import_runs_in_the_vpc_that_is_set() -> None:
    assert "vpcConfig" not in JOB
    network = msgspec.structs.replace(STEPS, job_subnet_ids="s-1", job_security_group_ids="sg-1")
    asked = import_job_parameters(RUN, "s3://models/open/tiny/", network)
    assert asked["vpcConfig"] == {"subnetIds": ["s-1"], "securityGroupIds": ["sg-1"]}


def test_a_full_quota_is_named() -> None:
    assert "L-45B04988" in too_many_imported_models("you have 3").fix
    assert "L-CB5B847D" in too_many_custom_models("you have 100").fix
