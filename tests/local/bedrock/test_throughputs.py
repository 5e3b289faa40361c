import pytest

from tests.local.bedrock.samples import eventually, refused


@pytest.fixture
def rich(local_bedrock):
    return local_bedrock(custom_model_units=2, base_model_units=1)


def buy(bedrock, model, name="reserved", units=1, **request):
    return bedrock.control.create_provisioned_model_throughput(
        modelUnits=units, provisionedModelName=name, modelId=model, **request
    )["provisionedModelArn"]


def shown(bedrock, identifier):
    return bedrock.control.get_provisioned_model_throughput(provisionedModelId=identifier)


def in_service(bedrock, arn):
    return eventually(
        lambda: found if (found := shown(bedrock, arn))["status"] == "InService" else None
    )


def test_no_model_unit_can_be_bought_by_default(bedrock):
    with refused("ServiceQuotaExceededException", "quota of 0 model units"):
        buy(bedrock, bedrock.model())


def test_bought_throughput_comes_into_service(rich):
    model = rich.model()
    arn = buy(rich, "triage-model")
    assert shown(rich, arn)["status"] == "Creating"
    found = in_service(rich, "reserved")
    assert (found["modelArn"], found["modelUnits"]) == (model, 1)
    assert "commitmentDuration" not in found


def test_units_of_all_throughputs_count_against_the_quota(rich):
    model = rich.model()
    buy(rich, model, "one")
    with refused("ServiceQuotaExceededException"):
        buy(rich, model, "two", units=2)


def test_the_same_token_gives_the_same_throughput(rich):
    model = rich.model()
    first = buy(rich, model, clientRequestToken="token-1")
    assert buy(rich, model, clientRequestToken="token-1") == first


def test_a_throughput_name_can_be_used_once(rich):
    model = rich.model()
    buy(rich, model)
    with refused("ValidationException", "already exists"):
        buy(rich, model)


def test_committed_throughput_cannot_be_deleted_before_its_term(rich):
    arn = buy(rich, rich.model(), commitmentDuration="OneMonth")
    with refused("ConflictException", "committed until"):
        rich.control.delete_provisioned_model_throughput(provisionedModelId=arn)


def test_uncommitted_throughput_can_be_deleted(rich):
    arn = buy(rich, rich.model())
    rich.control.delete_provisioned_model_throughput(provisionedModelId=arn)
    with refused("ResourceNotFoundException"):
        shown(rich, arn)


def test_throughput_moves_to_another_model_of_the_same_base(rich):
    one, two = rich.model("one"), rich.model("two")
    arn = buy(rich, one)
    in_service(rich, arn)
    rich.control.update_provisioned_model_throughput(
        provisionedModelId=arn, desiredModelId=two, desiredProvisionedModelName="moved"
    )
    updating = shown(rich, arn)
    assert (updating["status"], updating["modelArn"]) == ("Updating", one)
    assert updating["desiredModelArn"] == two
    assert in_service(rich, "moved")["modelArn"] == two


@pytest.mark.parametrize("base", ["amazon.nova-micro-v1:0:128k", "amazon.nova-lite-v1:0:300k"])
def test_throughput_of_a_base_model_or_to_another_base_does_not_move(rich, base):
    custom = rich.model()
    arn = buy(rich, base)
    in_service(rich, arn)
    with refused("ValidationException", "same base model"):
        rich.control.update_provisioned_model_throughput(
            provisionedModelId=arn, desiredModelId=custom
        )


def test_throughput_needs_a_model_that_offers_it(rich):
    with refused("ValidationException", "not supported"):
        buy(rich, "amazon.nova-micro-v1:0")


def test_legacy_models_get_no_new_throughput(local_bedrock):
    legacy = frozenset({"amazon.nova-micro-v1:0:128k"})
    bedrock = local_bedrock(base_model_units=1, legacy_models=legacy)
    with refused("ValidationException", "LEGACY"):
        buy(bedrock, "amazon.nova-micro-v1:0:128k")


def test_throughputs_are_listed_by_model(rich):
    model = rich.model()
    buy(rich, model, "one")
    listed = rich.control.list_provisioned_model_throughputs
    assert len(listed(modelArnEquals=model)["provisionedModelSummaries"]) == 1
    assert listed(nameContains="two")["provisionedModelSummaries"] == []


def test_scheduled_failures_of_throughput_happen(rich):
    rich.fault(throughput="reserved", outcome="failed", message="no capacity")
    arn = buy(rich, rich.model())
    failed = eventually(
        lambda: found if (found := shown(rich, arn))["status"] == "Failed" else None
    )
    assert failed["failureMessage"] == "no capacity"
