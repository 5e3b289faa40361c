"""The tables of statuses, held against botocore's enums."""

import pytest

from lifecycle import phases
from lifecycle.errors import (
    CustomizationFailed,
    CustomizationStopped,
    DeploymentFailed,
    ImportFailed,
    TailorError,
    UnknownStatus,
)
from lifecycle.phases import Phase
from tests.botocore_model import shape


@pytest.mark.parametrize(
    ("table", "enum"),
    [
        (phases.CUSTOMIZATION, "ModelCustomizationJobStatus"),
        (phases.DEPLOYMENT, "CustomModelDeploymentStatus"),
        (phases.THROUGHPUT, "ProvisionedModelStatus"),
        (phases.IMPORT, "ModelImportJobStatus"),
        (phases.CUSTOM_MODEL, "ModelStatus"),
    ],
)
def test_a_table_lists_exactly_the_statuses_that_bedrock_has(table: dict, enum: str) -> None:
    assert set(table) == set(shape("bedrock", enum).enum)


@pytest.mark.parametrize(
    ("table", "status", "meaning"),
    [
        (phases.CUSTOMIZATION, "InProgress", Phase.WAITING),
        (phases.CUSTOMIZATION, "Stopping", Phase.WAITING),
        (phases.CUSTOMIZATION, "Completed", Phase.DONE),
        (phases.CUSTOMIZATION, "Failed", CustomizationFailed),
        (phases.CUSTOMIZATION, "Stopped", CustomizationStopped),
        (phases.DEPLOYMENT, "Creating", Phase.WAITING),
        (phases.DEPLOYMENT, "Active", Phase.DONE),
        (phases.DEPLOYMENT, "Failed", DeploymentFailed),
        (phases.IMPORT, "InProgress", Phase.WAITING),
        (phases.IMPORT, "Completed", Phase.DONE),
        (phases.IMPORT, "Failed", ImportFailed),
        (phases.CUSTOM_MODEL, "Creating", Phase.WAITING),
        (phases.CUSTOM_MODEL, "Active", Phase.DONE),
        (phases.CUSTOM_MODEL, "Failed", ImportFailed),
        (phases.THROUGHPUT, "Creating", Phase.WAITING),
        (phases.THROUGHPUT, "Updating", Phase.WAITING),
        (phases.THROUGHPUT, "InService", Phase.DONE),
        (phases.THROUGHPUT, "Failed", DeploymentFailed),
    ],
)
def test_what_a_status_means(table: dict, status: str, meaning: Phase | type[TailorError]) -> None:
    assert phases.meaning(table, status, "arn") is meaning


@pytest.mark.parametrize("status", ["Paused", "completed", "COMPLETED", ""])
def test_a_status_of_tomorrow_is_an_error_with_its_name(status: str) -> None:
    with pytest.raises(UnknownStatus) as unknown:
        phases.meaning(phases.CUSTOMIZATION, status, "the-job")
    assert repr(status) in unknown.value.what
    assert unknown.value.where == "the-job"
