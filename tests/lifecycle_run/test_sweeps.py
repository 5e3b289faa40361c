"""Sweeps on an account with two slots for customization jobs: they queue, fail and over-fit."""

import json
from typing import Any

from sweeps import JOBS, Sweeps

from cli.history import visits
from lifecycle import documents
from lifecycle.customization import RUN_ID_TAG


def test_four_trials_with_two_slots_end_with_the_best_of_the_four(sweeps: Sweeps) -> None:
    run, _ = sweeps.ended("four-trials", "SUCCEEDED")
    model = sweeps.deployed.document(documents.chosen_model(run))
    losses = [trial["validation"] for trial in model["trials"]]
    assert len(losses) == 4
    assert model["validation"] == min(losses) == losses[model["trial"]]
    assert len(set(losses)) == 4, "the trials did not differ"
    assert len(sweeps.deployed.jobs_of(run)) == 4


def test_trials_beyond_the_slots_were_refused_and_queued(sweeps: Sweeps) -> None:
    sweeps.ended("four-trials", "SUCCEEDED")
    refused = [
        event["taskFailedEventDetails"]["error"]
        for name in JOBS
        for event in sweeps.deployed.history(sweeps.runs[name])
        if event["type"] == "TaskFailed"
    ]
    assert "QuotaReached" in refused


def test_each_state_of_a_sweep_is_told_by_its_trial(sweeps: Sweeps) -> None:
    run, _ = sweeps.ended("one-fails", "SUCCEEDED")
    inside = [visit for visit in visits(sweeps.deployed.history(run)) if visit.depth]
    failed = {visit.title for visit in inside if visit.error}
    assert failed == {"Wait for customization 0"}
    assert sorted(visit.title for visit in inside) == [
        "Abandon trial 0",
        "Collect metrics 1",
        "Start customization 0",
        "Start customization 1",
        "Wait for customization 0",
        "Wait for customization 1",
    ]


def test_the_models_of_the_losers_are_deleted_and_the_chosen_one_serves(sweeps: Sweeps) -> None:
    run, _ = sweeps.ended("four-trials", "SUCCEEDED")
    model = sweeps.deployed.document(documents.chosen_model(run))
    assert [trial["fate"] for trial in model["trials"]].count("deleted") == 3
    assert _models(sweeps, run) == [model["model_arn"]]
    (deployment,) = sweeps.deployed.deployments_of(run)
    assert deployment["modelArn"] == model["model_arn"]


def test_all_models_are_kept_where_the_request_says_so(sweeps: Sweeps) -> None:
    run, _ = sweeps.ended("keeps-all", "SUCCEEDED")
    assert len(_models(sweeps, run)) == 2


def test_a_model_without_the_tag_of_a_run_cannot_be_deleted(sweeps: Sweeps) -> None:
    run, _ = sweeps.ended("untagged", "SUCCEEDED")
    chosen = sweeps.deployed.document(documents.chosen_model(run))["model_arn"]
    (other,) = set(_models(sweeps, run)) - {chosen}
    _forget_to_keep_all_models(sweeps, run)
    sweeps.deployed.bedrock.untag_resource(resourceARN=other, tagKeys=[RUN_ID_TAG])
    refused = _choose_again(sweeps, run)
    assert refused["errorType"] == "AccessRefused"
    assert "bedrock:DeleteCustomModel" in refused["errorMessage"]
    tags = [{"key": RUN_ID_TAG, "value": run}]
    sweeps.deployed.bedrock.tag_resource(resourceARN=other, tags=tags)
    assert _choose_again(sweeps, run)["model_arn"] == chosen
    assert _models(sweeps, run) == [chosen]


def _forget_to_keep_all_models(sweeps: Sweeps, run: str) -> None:
    key = documents.accepted_request(run)
    request = sweeps.deployed.document(key) | {"keep_all_models": False}
    body = json.dumps(request).encode()
    sweeps.deployed.s3.put_object(Bucket=sweeps.deployed.output_bucket, Key=key, Body=body)


def _choose_again(sweeps: Sweeps, run: str) -> dict[str, Any]:
    answer = sweeps.deployed.account.client("lambda").invoke(
        FunctionName=sweeps.deployed.physical_id("lifecycle", "ChooseModelFunction"),
        Payload=json.dumps({"run_id": run}),
    )
    found: dict[str, Any] = json.loads(answer["Payload"].read())
    return found


def test_a_failed_trial_does_not_waste_the_other(sweeps: Sweeps) -> None:
    run, _ = sweeps.ended("one-fails", "SUCCEEDED")
    model = sweeps.deployed.document(documents.chosen_model(run))
    failed, chosen = model["trials"]
    assert (failed["fate"], chosen["fate"]) == ("none", "chosen")
    assert "Not this one." in failed["failure"]
    assert len(sweeps.deployed.deployments_of(run)) == 1


def test_a_run_fails_like_its_first_trial_once_none_is_left(sweeps: Sweeps) -> None:
    run, ended = sweeps.ended("all-fail", "FAILED")
    assert ended["error"] == "CustomizationFailed"
    assert ended["cause"].startswith("All 2 trials failed. The first: TLR-301")
    assert "Not this one." in sweeps.deployed.failure_reason(run)
    assert sweeps.deployed.deployments_of(run) == []


def test_more_trials_than_asked_for_are_refused_before_anything_is_spent(sweeps: Sweeps) -> None:
    run, ended = sweeps.ended("too-many", "FAILED")
    assert ended["error"] == "RequestInvalid"
    assert "the lists make 4 trials" in sweeps.deployed.failure_reason(run)
    assert sweeps.deployed.jobs_of(run) == []


def test_an_over_fit_model_is_caught_before_it_is_provisioned(sweeps: Sweeps) -> None:
    run, ended = sweeps.ended("over-fit", "FAILED")
    assert ended["error"] == "CustomizationOverFit"
    reason = sweeps.deployed.failure_reason(run)
    assert reason.startswith("TLR-303")
    assert "was the best; 5 were paid for" in reason
    assert "allow_over_fit" in reason
    assert sweeps.deployed.deployments_of(run) == []
    curves = sweeps.deployed.document(documents.trial_metrics(run, 0))
    validation = [point["value"] for point in curves["validation"]]
    assert validation[-1] > min(validation)
    assert curves["training"][-1]["value"] < curves["training"][0]["value"]


def test_an_over_fit_model_is_served_where_the_request_says_so(sweeps: Sweeps) -> None:
    run, _ = sweeps.ended("over-fit-allowed", "SUCCEEDED")
    record = sweeps.deployed.document(documents.run_record(run))
    assert record["model"]["verdict"]["word"] == "over-fitting"


def test_what_each_trial_ran_with_is_recorded_with_where_it_came_from(sweeps: Sweeps) -> None:
    run, _ = sweeps.ended("one-fails", "SUCCEEDED")
    assert sweeps.deployed.document(documents.trial_plan(run, 1)) == {
        "trial": 1,
        "hyperparameters": {
            "epochCount": "3",
            "learningRate": "2e-05",
            "learningRateWarmupSteps": "0",
        },
        "origins": {
            "epochCount": "guidance",
            "learningRate": "asked",
            "learningRateWarmupSteps": "guidance",
        },
    }


def _models(sweeps: Sweeps, run: str) -> list[str]:
    listed = sweeps.deployed.bedrock.list_custom_models(nameContains=run)["modelSummaries"]
    return [model["modelArn"] for model in listed]
