import pytest

from local.bedrock_permissions import BedrockCall, permissions_for
from tests.local.bedrock.conftest import IMPORT_ROLE, ROLE
from tests.local.bedrock.imports.weights import stand_in_folder, trained_model
from tests.local.bedrock.samples import SYSTEM, eventually, refused, tickets
from tests.local.bedrock.test_runtime import NOVA, text

PACKAGE = "arn:aws:sagemaker:us-east-1:111122223333:model-package/nova-micro-triage/3"
MICRO = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k"


def package(arn=PACKAGE):
    return {"customModelDataSource": {"modelPackageArnDataSource": {"modelPackageArn": arn}}}


def folder(uri="s3://escrow/nova-micro/run-1"):
    source = {"s3DataSource": {"s3Uri": uri}}
    return {"modelSourceConfig": source, "roleArn": IMPORT_ROLE}


def create(bedrock, name="triage", **request):
    return bedrock.control.create_custom_model(modelName=name, **request)["modelArn"]


def shown(bedrock, arn):
    return bedrock.control.get_custom_model(modelIdentifier=arn)


def settled(bedrock, arn):
    return eventually(
        lambda: found if (found := shown(bedrock, arn))["modelStatus"] != "Creating" else None
    )


def test_a_model_package_becomes_an_active_model_without_a_job(bedrock):
    arn = create(bedrock, **package(), modelTags=[{"key": "team", "value": "support"}])
    assert ":custom-model/imported/" in arn
    found = settled(bedrock, arn)
    assert (found["modelStatus"], found["customizationType"]) == ("Active", "IMPORTED")
    assert found["baseModelArn"] == MICRO
    assert not {"jobArn", "jobName"} & set(found)
    tags = bedrock.control.list_tags_for_resource(resourceARN=arn)["tags"]
    assert tags == [{"key": "team", "value": "support"}]


def test_it_can_be_deployed_and_answers(bedrock):
    arn = create(bedrock, **package())
    settled(bedrock, arn)
    deployment = bedrock.deployment(arn)
    assert text(bedrock.answer(deployment, "Hello")) == text(bedrock.answer(NOVA, "Hello"))


def test_weights_of_the_stand_in_in_a_folder_are_really_served(bedrock):
    files = stand_in_folder(trained_model())
    bedrock.s3.objects |= {f"escrow/nova-micro/run-1/{name}": each for name, each in files.items()}
    arn = create(bedrock, **folder())
    assert settled(bedrock, arn)["modelStatus"] == "Active"
    assert bedrock.acted_as == [IMPORT_ROLE]
    deployment, system = bedrock.deployment(arn), [{"text": SYSTEM}]
    asked = tickets(20, seed=2)
    found = [text(bedrock.answer(deployment, each, system=system)) for each, _ in asked]
    right = sum(answer == category for answer, (_, category) in zip(found, asked, strict=True))
    assert right >= 16


def test_its_arn_is_no_base_of_a_job(bedrock):
    arn = create(bedrock, **package())
    settled(bedrock, arn)
    with refused("ValidationException", "at 'baseModelIdentifier' failed to satisfy constraint"):
        bedrock.start(baseModelIdentifier=arn)


def test_an_empty_folder_fails_the_model(bedrock):
    found = settled(bedrock, create(bedrock, **folder()))
    assert found["modelStatus"] == "Failed"
    assert found["failureMessage"] == "No model was found at s3://escrow/nova-micro/run-1."


def test_a_folder_that_the_role_may_not_read_fails_the_model(bedrock):
    bedrock.s3.denied.add("s3:ListBucket")
    found = settled(bedrock, create(bedrock, **folder()))
    assert "Could not validate ListBucket permissions" in found["failureMessage"]


def test_a_model_that_is_not_active_can_be_used_for_nothing(local_bedrock):
    bedrock = local_bedrock(deployment_seconds=5, custom_model_units=1)
    arn = create(bedrock, **package())
    with refused("ValidationException", "Custom model triage is Creating"):
        bedrock.control.create_custom_model_deployment(modelDeploymentName="live", modelArn=arn)
    with refused("ValidationException", "Custom model triage is Creating"):
        bedrock.control.create_provisioned_model_throughput(
            modelUnits=1, provisionedModelName="live", modelId=arn
        )
    with refused("ValidationException", "Custom model triage is Creating"):
        bedrock.start(baseModelIdentifier="triage")


def test_the_same_token_gives_the_same_model(bedrock):
    first = create(bedrock, **package(), clientRequestToken="token-1")
    assert create(bedrock, **package(), clientRequestToken="token-1") == first


def test_a_name_can_be_used_once(bedrock):
    create(bedrock, **package())
    with refused("ConflictException", "custom model name is currently in use"):
        create(bedrock, **package())


def test_the_quota_of_custom_models_is_kept(local_bedrock):
    bedrock = local_bedrock(custom_models=1)
    create(bedrock, **package())
    with refused("ServiceQuotaExceededException", r"custom models \(1\)"):
        create(bedrock, "other", **package())


@pytest.mark.parametrize("request_", [{}, package() | folder()])
def test_exactly_one_source_is_needed(bedrock, request_):
    with refused("ValidationException", "Exactly one of"):
        create(bedrock, **request_)


def test_a_folder_needs_a_role(bedrock):
    with refused("ValidationException", "roleArn is required"):
        create(bedrock, modelSourceConfig=folder()["modelSourceConfig"])


def test_a_role_for_customization_jobs_is_not_assumed(bedrock):
    with refused("ValidationException", "Could not assume provided IAM role"):
        create(bedrock, **folder() | {"roleArn": ROLE})


def test_a_name_that_tells_no_base_is_not_emulated(bedrock):
    with refused("NotEmulated", "nova-micro, nova-lite, nova-pro must occur in it"):
        create(bedrock, **package(PACKAGE.replace("nova-micro-triage", "triage")))


def test_other_regions_create_no_custom_models(local_bedrock):
    bedrock = local_bedrock(region="us-west-2")
    with refused("ValidationException", "not available in us-west-2"):
        create(bedrock, **package())


def test_a_package_is_handed_over_with_the_rights_of_the_caller():
    call = BedrockCall(
        operation="CreateCustomModel",
        path="/custom-models/create-custom-model",
        body={"modelName": "triage", **package()},
        account="111122223333",
        region="us-east-1",
    )
    assert [(each.action, each.resource) for each in permissions_for(call)] == [
        ("bedrock:CreateCustomModel", "*"),
        ("sagemaker:DescribeModelPackage", PACKAGE),
        ("sagemaker:AccessModelPackageData", PACKAGE),
    ]
