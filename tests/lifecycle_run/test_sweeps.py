"""Sweeps on an account with two slots for customization jobs: they queue, fail and over-fit."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from cdk import Cdk
from conftest import SETTINGS
from deployed import Deployed, conversation, conversations, job_files

from cli.history import visits
from lifecycle import documents, names
from lifecycle.customization import RUN_ID_TAG
from local.account import LocalAccount
from local.bedrock.settings import BedrockSettings

SLOTS = 2
BEDROCK = BedrockSettings(scheduled_customization_jobs=SLOTS)
RATES = [1.0e-5, 2.0e-5]
WORDS = [
    "red",
    "green",
    "blue",
    "seven",
    "nine",
    "tree",
    "stone",
    "river",
    "cloud",
    "north",
    "south",
    "apple",
    "bread",
    "glass",
]


def noise(records: int) -> bytes:
    """Answers that nobody could foresee: all that can be done is to remember them."""
    chance = random.Random(1)  # noqa: S311 - a fixed set of records
    return b"".join(
        conversation(
            f"Question {chance.randrange(10**6)}: {' '.join(chance.choices(WORDS, k=4))}?",
            " ".join(chance.choices(WORDS, k=6)),
        )
        for _ in range(records)
    )


@dataclass(frozen=True)
class Runs:
    deployed: Deployed
    by_name: dict[str, str]

    def ended(self, name: str, status: str) -> tuple[str, dict[str, Any]]:
        run = self.by_name[name]
        ended = self.deployed.ended(run, seconds=180)
        assert ended["status"] == status, (ended.get("error"), ended.get("cause"))
        return run, ended


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """All at the same time, so that they compete for the slots."""
    settings = replace(SETTINGS, bedrock=BEDROCK)
    with LocalAccount(tmp_path_factory.mktemp("two-slots"), settings) as account:
        Cdk(account)
        deployed = Deployed(account)
        by_name = {name: _submit(deployed, name, **job) for name, job in JOBS.items()}
        for name, trials in FAILING.items():
            for trial in trials:
                job = names.customization_job(by_name[name], trial)
                account.schedule_fault(job=job, outcome="failed", message="Not this one.")
        yield Runs(deployed, by_name)


def _submit(deployed: Deployed, name: str, training: bytes, **request: Any) -> str:
    return deployed.submit(name, job_files(name, training=training, **request))


FOUR = {"epochCount": [1, 3], "learningRate": RATES}
JOBS: dict[str, dict[str, Any]] = {
    "four-trials": {"training": conversations(40), "hyperparameters": FOUR},
    "one-fails": {"training": conversations(40), "hyperparameters": {"learningRate": RATES}},
    "all-fail": {"training": conversations(40), "hyperparameters": {"learningRate": RATES}},
    "too-many": {
        "training": conversations(40),
        "hyperparameters": FOUR,
        "sweep": {"max_trials": 3},
    },
    "over-fit": {"training": noise(20), "hyperparameters": {"epochCount": 5}},
    "over-fit-allowed": {
        "training": noise(20),
        "hyperparameters": {"epochCount": 5},
        "evaluation": {"allow_over_fit": True},
    },
    "untagged": {
        "training": conversations(40),
        "hyperparameters": {"learningRate": RATES},
        "sweep": {"keep_all_models": True},
    },
    "keeps-all": {
        "training": conversations(40),
        "hyperparameters": {"learningRate": RATES},
        "sweep": {"keep_all_models": True},
    },
}
FAILING = {"one-fails": [0], "all-fail": [0, 1]}


def test_four_trials_with_two_slots_end_with_the_best_of_the_four(runs: Runs) -> None:
    run, _ = runs.ended("four-trials", "SUCCEEDED")
    model = runs.deployed.document(documents.chosen_model(run))
    losses = [trial["validation"] for trial in model["trials"]]
    assert len(losses) == 4
    assert model["validation"] == min(losses) == losses[model["trial"]]
    assert len(set(losses)) == 4, "the trials did not differ"
    assert len(runs.deployed.jobs_of(run)) == 4


def test_trials_beyond_the_slots_were_refused_and_queued(runs: Runs) -> None:
    runs.ended("four-trials", "SUCCEEDED")
    refused = [
        event["taskFailedEventDetails"]["error"]
        for name in JOBS
        for event in runs.deployed.history(runs.by_name[name])
        if event["type"] == "TaskFailed"
    ]
    assert "QuotaReached" in refused


def test_each_state_of_a_sweep_is_told_by_its_trial(runs: Runs) -> None:
    run, _ = runs.ended("one-fails", "SUCCEEDED")
    inside = [visit for visit in visits(runs.deployed.history(run)) if visit.depth]
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


def test_the_models_of_the_losers_are_deleted_and_the_chosen_one_serves(runs: Runs) -> None:
    run, _ = runs.ended("four-trials", "SUCCEEDED")
    model = runs.deployed.document(documents.chosen_model(run))
    assert [trial["fate"] for trial in model["trials"]].count("deleted") == 3
    assert _models(runs, run) == [model["model_arn"]]
    (deployment,) = runs.deployed.deployments_of(run)
    assert deployment["modelArn"] == model["model_arn"]


def test_all_models_are_kept_where_the_request_says_so(runs: Runs) -> None:
    run, _ = runs.ended("keeps-all", "SUCCEEDED")
    assert len(_models(runs, run)) == 2


def test_a_model_without_the_tag_of_a_run_cannot_be_deleted(runs: Runs) -> None:
    run, _ = runs.ended("untagged", "SUCCEEDED")
    chosen = runs.deployed.document(documents.chosen_model(run))["model_arn"]
    (other,) = set(_models(runs, run)) - {chosen}
    _forget_to_keep_all_models(runs, run)
    runs.deployed.bedrock.untag_resource(resourceARN=other, tagKeys=[RUN_ID_TAG])
    refused = _choose_again(runs, run)
    assert refused["errorType"] == "AccessRefused"
    assert "bedrock:DeleteCustomModel" in refused["errorMessage"]
    tags = [{"key": RUN_ID_TAG, "value": run}]
    runs.deployed.bedrock.tag_resource(resourceARN=other, tags=tags)
    assert _choose_again(runs, run)["model_arn"] == chosen
    assert _models(runs, run) == [chosen]


def _forget_to_keep_all_models(runs: Runs, run: str) -> None:
    key = documents.accepted_request(run)
    request = runs.deployed.document(key) | {"keep_all_models": False}
    body = json.dumps(request).encode()
    runs.deployed.s3.put_object(Bucket=runs.deployed.output_bucket, Key=key, Body=body)


def _choose_again(runs: Runs, run: str) -> dict[str, Any]:
    answer = runs.deployed.account.client("lambda").invoke(
        FunctionName=runs.deployed.physical_id("lifecycle", "ChooseModelFunction"),
        Payload=json.dumps({"run_id": run}),
    )
    found: dict[str, Any] = json.loads(answer["Payload"].read())
    return found


def test_a_failed_trial_does_not_waste_the_other(runs: Runs) -> None:
    run, _ = runs.ended("one-fails", "SUCCEEDED")
    model = runs.deployed.document(documents.chosen_model(run))
    failed, chosen = model["trials"]
    assert (failed["fate"], chosen["fate"]) == ("none", "chosen")
    assert "Not this one." in failed["failure"]
    assert len(runs.deployed.deployments_of(run)) == 1


def test_a_run_fails_like_its_first_trial_once_none_is_left(runs: Runs) -> None:
    run, ended = runs.ended("all-fail", "FAILED")
    assert ended["error"] == "CustomizationFailed"
    assert ended["cause"].startswith("All 2 trials failed. The first: TLR-301")
    assert "Not this one." in runs.deployed.failure_reason(run)
    assert runs.deployed.deployments_of(run) == []


def test_more_trials_than_asked_for_are_refused_before_anything_is_spent(runs: Runs) -> None:
    run, ended = runs.ended("too-many", "FAILED")
    assert ended["error"] == "RequestInvalid"
    assert "the lists make 4 trials" in runs.deployed.failure_reason(run)
    assert runs.deployed.jobs_of(run) == []


def test_an_over_fit_model_is_caught_before_it_is_provisioned(runs: Runs) -> None:
    run, ended = runs.ended("over-fit", "FAILED")
    assert ended["error"] == "CustomizationOverFit"
    reason = runs.deployed.failure_reason(run)
    assert reason.startswith("TLR-303")
    assert "was the best; 5 were paid for" in reason
    assert "allow_over_fit" in reason
    assert runs.deployed.deployments_of(run) == []
    curves = runs.deployed.document(documents.trial_metrics(run, 0))
    validation = [point["value"] for point in curves["validation"]]
    assert validation[-1] > min(validation)
    assert curves["training"][-1]["value"] < curves["training"][0]["value"]


def test_an_over_fit_model_is_served_where_the_request_says_so(runs: Runs) -> None:
    run, _ = runs.ended("over-fit-allowed", "SUCCEEDED")
    record = runs.deployed.document(documents.run_record(run))
    assert record["model"]["verdict"]["word"] == "over-fitting"


def test_what_each_trial_ran_with_is_recorded_with_where_it_came_from(runs: Runs) -> None:
    run, _ = runs.ended("one-fails", "SUCCEEDED")
    assert runs.deployed.document(documents.trial_plan(run, 1)) == {
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


def _models(runs: Runs, run: str) -> list[str]:
    listed = runs.deployed.bedrock.list_custom_models(nameContains=run)["modelSummaries"]
    return [model["modelArn"] for model in listed]
