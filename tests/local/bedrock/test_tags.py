import pytest

from tests.local.bedrock.samples import refused


def tags(bedrock, arn):
    found = bedrock.control.list_tags_for_resource(resourceARN=arn)["tags"]
    return {tag["key"]: tag["value"] for tag in found}


TEAM = [{"key": "team", "value": "support"}]


def test_resources_get_the_tags_of_the_request_that_made_them(bedrock):
    job = bedrock.start(jobTags=TEAM, customModelTags=[{"key": "kind", "value": "model"}])
    model = bedrock.finished(job)["outputModelArn"]
    deployment = bedrock.deployment(model, tags=TEAM)
    assert tags(bedrock, job) == tags(bedrock, deployment) == {"team": "support"}
    assert tags(bedrock, model) == {"kind": "model"}


def test_tags_are_added_replaced_and_removed(bedrock):
    job = bedrock.start(jobTags=TEAM)
    bedrock.control.tag_resource(resourceARN=job, tags=[{"key": "cost", "value": "low"}])
    bedrock.control.tag_resource(resourceARN=job, tags=[{"key": "team", "value": "sales"}])
    assert tags(bedrock, job) == {"team": "sales", "cost": "low"}
    bedrock.control.untag_resource(resourceARN=job, tagKeys=["team", "unknown"])
    assert tags(bedrock, job) == {"cost": "low"}


def test_unknown_resources_have_no_tags(bedrock):
    unknown = "arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/abcdefghijkl"
    with refused("ResourceNotFoundException"):
        bedrock.control.tag_resource(resourceARN=unknown, tags=TEAM)


@pytest.mark.parametrize("tags", ["jobTags", "customModelTags"])
def test_a_key_given_twice_is_refused_and_nothing_is_made(bedrock, tags):
    with refused("ValidationException", "unique"):
        bedrock.start(**{tags: TEAM * 2})
    assert bedrock.control.list_model_customization_jobs()["modelCustomizationJobSummaries"] == []


def test_a_resource_has_at_most_two_hundred_tags(bedrock):
    job = bedrock.start(jobTags=[{"key": f"k{number}", "value": ""} for number in range(200)])
    with refused("TooManyTagsException"):
        bedrock.control.tag_resource(resourceARN=job, tags=TEAM)
