from tests.local.bedrock.samples import refused


def names(listed):
    return [summary["modelName"] for summary in listed["modelSummaries"]]


def test_a_model_is_found_by_name_and_by_arn(bedrock):
    arn = bedrock.model("triage")
    by_name = bedrock.control.get_custom_model(modelIdentifier="triage-model")
    by_arn = bedrock.control.get_custom_model(modelIdentifier=arn)
    assert by_name["modelArn"] == by_arn["modelArn"] == arn
    assert by_arn["customizationType"] == "FINE_TUNING"
    assert by_arn["trainingDataConfig"] == {"s3Uri": "s3://data/train.jsonl"}


def test_models_are_listed_by_what_they_were_made_of(bedrock):
    first = bedrock.model("one")
    bedrock.model("two", baseModelIdentifier=first)
    foundation = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k"
    models = bedrock.control.list_custom_models
    assert names(models(foundationModelArnEquals=foundation)) == ["two-model", "one-model"]
    assert names(models(baseModelArnEquals=foundation)) == ["one-model"]
    assert names(models(baseModelArnEquals=first)) == ["two-model"]
    assert names(models(nameContains="two")) == ["two-model"]
    assert names(models(modelStatus="Failed")) == []
    assert names(models(isOwned=False)) == []


def test_a_deleted_model_is_gone_with_its_tags(bedrock):
    arn = bedrock.model(customModelTags=[{"key": "team", "value": "support"}])
    bedrock.control.delete_custom_model(modelIdentifier=arn)
    with refused("ResourceNotFoundException"):
        bedrock.control.get_custom_model(modelIdentifier=arn)
    with refused("ResourceNotFoundException"):
        bedrock.control.list_tags_for_resource(resourceARN=arn)


def test_a_deployed_model_cannot_be_deleted(bedrock):
    arn = bedrock.model()
    deployment = bedrock.deployment(arn)
    with refused("ConflictException", "in use"):
        bedrock.control.delete_custom_model(modelIdentifier=arn)
    bedrock.control.delete_custom_model_deployment(customModelDeploymentIdentifier=deployment)
    bedrock.control.delete_custom_model(modelIdentifier=arn)


def test_a_model_with_provisioned_throughput_cannot_be_deleted(local_bedrock):
    bedrock = local_bedrock(custom_model_units=1)
    arn = bedrock.model()
    bedrock.control.create_provisioned_model_throughput(
        modelUnits=1, provisionedModelName="reserved", modelId=arn
    )
    with refused("ConflictException", "in use"):
        bedrock.control.delete_custom_model(modelIdentifier=arn)
