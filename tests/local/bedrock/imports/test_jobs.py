import pytest

from tests.local.bedrock.conftest import IMPORT_ROLE, ROLE
from tests.local.bedrock.imports.conftest import Imports
from tests.local.bedrock.imports.weights import config, folder
from tests.local.bedrock.samples import eventually, refused


def test_a_finished_import_names_its_model(imports):
    arn = imports.start(importedModelTags=[{"key": "team", "value": "support"}])
    assert imports.control.get_model_import_job(jobIdentifier="llama")["status"] == "InProgress"
    ended = imports.finished(arn)
    assert (ended["status"], ended["importedModelName"]) == ("Completed", "llama-model")
    assert ended["endTime"] >= ended["creationTime"]
    tags = imports.control.list_tags_for_resource(resourceARN=ended["importedModelArn"])["tags"]
    assert tags == [{"key": "team", "value": "support"}]


def test_the_weights_are_read_as_the_role_that_was_passed(imports):
    imports.model()
    assert imports.bedrock.acted_as == [IMPORT_ROLE]


def test_no_event_is_sent(imports):
    imports.model()
    assert imports.bedrock.events == []


def test_a_role_for_customization_jobs_is_not_assumed(imports):
    with refused("ValidationException", "Could not assume provided IAM role"):
        imports.start(roleArn=ROLE)


@pytest.mark.parametrize("action", ["s3:ListBucket", "s3:GetObject"])
def test_each_missing_permission_fails_the_job(imports, action):
    imports.bedrock.s3.denied.add(action)
    name = action.removeprefix("s3:")
    assert f"Could not validate {name} permissions" in imports.failure(folder())


def test_the_same_token_gives_the_same_job(imports):
    first = imports.start(clientRequestToken="token-1")
    assert imports.start(clientRequestToken="token-1") == first


def test_a_job_name_can_be_used_once(imports):
    imports.model()
    with refused("ConflictException", "job name is currently in use"):
        imports.start(importedModelName="other")


def test_a_model_name_can_be_used_once(imports):
    imports.model()
    with refused("ConflictException", "model name is currently in use"):
        imports.start("second", importedModelName="llama-model")


def test_running_imports_count_against_the_quota_of_three(imports):
    for name in ("one", "two", "three"):
        imports.start(name)
    with refused("ServiceQuotaExceededException", r"imported models \(3\)"):
        imports.start("four")


def test_failed_imports_do_not_count_against_the_quota(imports):
    for number in range(4):
        imports.finished(imports.start(f"job{number}", files={}))
    assert imports.model()


def test_jobs_are_listed_by_status(imports):
    imports.model("good")
    imports.finished(imports.start("bad", files={}))
    listed = imports.control.list_model_import_jobs(statusEquals="Failed")
    assert [each["jobName"] for each in listed["modelImportJobSummaries"]] == ["bad"]


def test_scheduled_failures_of_imports_happen(imports):
    imports.bedrock.fault(**{"import": "llama", "outcome": "failed", "message": "no capacity"})
    assert imports.failure(folder()) == "no capacity"


def test_a_stuck_import_goes_on_when_the_fault_is_cleared(imports):
    imports.bedrock.fault(**{"import": "llama", "outcome": "stuck"})
    arn = imports.start()
    eventually(lambda: imports.bedrock.acted_as)
    assert imports.control.get_model_import_job(jobIdentifier=arn)["status"] == "InProgress"
    imports.bedrock.faults.clear()
    assert imports.finished(arn)["status"] == "Completed"


def test_an_unknown_job_is_not_found(imports):
    with refused("ResourceNotFoundException", "model import job"):
        imports.control.get_model_import_job(jobIdentifier="nothing")


def test_an_architecture_may_be_imported_in_some_regions_only(local_bedrock):
    imports = Imports(local_bedrock(region="eu-central-1"))
    other = {"config.json": config(architectures=["GptOssForCausalLM"])}
    assert "GptOssForCausalLM is not supported in eu-central-1" in imports.failure(folder(**other))


def test_other_regions_import_nothing(local_bedrock):
    imports = Imports(local_bedrock(region="us-west-1"))
    with refused("ValidationException", "not available in us-west-1"):
        imports.start()


def test_the_quota_can_be_raised(local_bedrock):
    imports = Imports(local_bedrock(imported_models=4))
    assert all(imports.start(f"job{number}") for number in range(4))
