import pytest

from tests.local.bedrock.samples import eventually, refused


@pytest.fixture
def slow(local_bedrock):
    return local_bedrock(deployment_seconds=5)


def create(bedrock, model, name="live", **request):
    return bedrock.control.create_custom_model_deployment(
        modelDeploymentName=name, modelArn=model, **request
    )["customModelDeploymentArn"]


def test_a_deployment_becomes_active(bedrock):
    model = bedrock.model()
    arn = create(bedrock, model, description="for the support team")
    assert bedrock.deployed(arn)["status"] == "Creating"
    eventually(lambda: bedrock.deployed(arn)["status"] == "Active")
    assert bedrock.deployed("live")["description"] == "for the support team"


def test_the_same_token_gives_the_same_deployment(slow):
    model = slow.model()
    first = create(slow, model, clientRequestToken="token-1")
    assert create(slow, model, clientRequestToken="token-1") == first


def test_a_deployment_name_can_be_used_once(bedrock):
    model = bedrock.model()
    bedrock.deployment(model, "live")
    with refused("ValidationException", "already exists"):
        create(bedrock, model, "live")


def test_a_model_that_does_not_exist_cannot_be_deployed(bedrock):
    unknown = "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.nova-micro-v1:0:128k/"
    with refused("ResourceNotFoundException"):
        create(bedrock, unknown + "a" * 12)


def test_only_two_deployments_are_created_at_a_time(slow):
    model = slow.model()
    create(slow, model, "one")
    create(slow, model, "two")
    with refused("ServiceQuotaExceededException", "in progress"):
        create(slow, model, "three")


def test_no_more_deployments_exist_than_the_quota_allows(local_bedrock):
    bedrock = local_bedrock(custom_model_deployments=1)
    model = bedrock.model()
    bedrock.deployment(model, "one")
    with refused("ServiceQuotaExceededException", "custom model deployments"):
        create(bedrock, model, "two")


def test_deployments_are_listed_by_model_and_status(bedrock):
    one, two = bedrock.model("one"), bedrock.model("two")
    bedrock.deployment(one, "first")
    bedrock.deployment(two, "second")

    def listed(**filters):
        found = bedrock.control.list_custom_model_deployments(**filters)
        return [each["customModelDeploymentName"] for each in found["modelDeploymentSummaries"]]

    assert listed() == ["second", "first"]
    assert listed(modelArnEquals=one) == ["first"]
    assert listed(statusEquals="Creating") == []
    assert listed(nameContains="sec") == ["second"]


def update(bedrock, arn, model):
    bedrock.control.update_custom_model_deployment(
        customModelDeploymentIdentifier=arn, modelArn=model
    )


def updated(bedrock, arn):
    shown = bedrock.deployed(arn)
    return shown if shown["updateDetails"]["updateStatus"] != "Updating" else None


def test_the_model_behind_a_deployment_can_be_swapped(bedrock):
    one, two = bedrock.model("one"), bedrock.model("two")
    arn = bedrock.deployment(one)
    update(bedrock, arn, two)
    assert bedrock.deployed(arn)["updateDetails"] == {"modelArn": two, "updateStatus": "Updating"}
    assert bedrock.deployed(arn)["modelArn"] == one
    shown = eventually(lambda: updated(bedrock, arn))
    assert shown["updateDetails"]["updateStatus"] == "UpdateCompleted"
    assert (shown["modelArn"], shown["status"]) == (two, "Active")


def test_a_failed_swap_leaves_the_old_model_in_place(bedrock):
    one, two = bedrock.model("one"), bedrock.model("two")
    arn = bedrock.deployment(one, "live")
    bedrock.fault(deployment="live", outcome="failed", message="no capacity")
    update(bedrock, arn, two)
    shown = eventually(lambda: updated(bedrock, arn))
    assert (shown["modelArn"], shown["failureMessage"]) == (one, "no capacity")
    assert shown["updateDetails"]["updateStatus"] == "UpdateFailed"
    bedrock.control.delete_custom_model(modelIdentifier=two)


def test_a_deployment_that_is_not_active_cannot_be_swapped(slow):
    model = slow.model()
    arn = create(slow, model)
    with refused("ValidationException", "can't be updated now"):
        update(slow, arn, model)


def test_a_deployment_being_updated_cannot_be_deleted(bedrock):
    one, two = bedrock.model("one"), bedrock.model("two")
    arn = bedrock.deployment(one, "live")
    bedrock.fault(deployment="live", outcome="stuck")
    update(bedrock, arn, two)
    with refused("ConflictException", "being updated"):
        bedrock.control.delete_custom_model_deployment(customModelDeploymentIdentifier=arn)


def test_the_new_model_must_have_the_same_foundation_model(bedrock):
    one = bedrock.model("one")
    other = bedrock.model("two", baseModelIdentifier="amazon.nova-lite-v1:0:300k")
    arn = bedrock.deployment(one)
    with refused("ValidationException", "same foundation model"):
        update(bedrock, arn, other)


def test_a_deployment_deleted_while_it_is_created_stays_gone(bedrock):
    arn = create(bedrock, bedrock.model(), "first")
    bedrock.control.delete_custom_model_deployment(customModelDeploymentIdentifier=arn)
    bedrock.deployment(bedrock.model("two"), "second")
    with refused("ResourceNotFoundException"):
        bedrock.deployed(arn)
