"""Choose model, from the collected metrics in a fake bucket."""

import pytest

from lambdas import abandon_trial, choose_model, collect_metrics
from lifecycle import documents
from lifecycle.errors import AccessRefused, CustomizationOverFit
from tests.lambdas.fakes.account import OUTPUT, FakeAccount
from tests.lambdas.killing import Killed, every_moment
from tests.lambdas.stages import customized, document, prepared, start_trial, swept

DELETE = "DeleteCustomModel"


def choose(run: str) -> dict:
    return choose_model.handler({"run_id": run}, None)


def fates(account: FakeAccount, run: str) -> list[str]:
    return [t["fate"] for t in document(account, documents.chosen_model(run))["trials"]]


def test_the_model_of_the_only_trial_is_chosen_with_its_verdict(account: FakeAccount) -> None:
    run = customized(account)
    collect_metrics.handler({"run_id": run, "trial": 0}, None)
    chosen = choose(run)
    job = account.bedrock.jobs[f"{run}-t0"]
    assert chosen["model_arn"] == job["outputModelArn"]
    assert chosen["validation"] == 0.6
    assert chosen["verdict"]["word"] == "learning"
    assert document(account, documents.chosen_model(run)) == chosen | {
        "trials": list(chosen["trials"])
    }
    assert account.journal.of(DELETE) == []


def test_the_losers_models_are_deleted_and_listed(account: FakeAccount) -> None:
    run = swept(account, (0.9, 0.5), (0.9, 0.4), (0.9, 0.6))
    chosen = choose(run)
    assert chosen["trial"] == 1
    assert list(account.bedrock.models) == [chosen["model_arn"]]
    assert fates(account, run) == ["deleted", "chosen", "deleted"]


def test_all_models_are_kept_where_the_request_says_so(account: FakeAccount) -> None:
    run = swept(account, (0.9, 0.5), (0.9, 0.4), sweep={"keep_all_models": True})
    choose(run)
    assert len(account.bedrock.models) == 2
    assert fates(account, run) == ["kept", "chosen"]


def test_a_model_that_is_gone_already_is_as_good_as_deleted(account: FakeAccount) -> None:
    run = swept(account, (0.9, 0.5), (0.9, 0.4))
    first = choose(run)
    assert choose(run) == first
    assert fates(account, run) == ["deleted", "chosen"]


def test_a_model_that_something_uses_stays_and_does_not_fail_the_run(account: FakeAccount) -> None:
    run = swept(account, (0.9, 0.5), (0.9, 0.4), (0.9, 0.6))
    account.bedrock.fail(DELETE, "ConflictException")
    choose(run)
    assert fates(account, run) == ["in use", "chosen", "deleted"]


def test_a_refused_deletion_is_an_error_with_its_name(account: FakeAccount) -> None:
    run = swept(account, (0.9, 0.5), (0.9, 0.4))
    account.bedrock.fail(DELETE, "AccessDeniedException")
    with pytest.raises(AccessRefused):
        choose(run)


@every_moment(calls=14)
def test_a_kill_at_any_moment_and_a_retry_choose_and_delete_the_same(
    account: FakeAccount, call: int, after_effect: bool
) -> None:
    run = swept(account, (0.9, 0.5), (0.9, 0.4), (0.9, 0.6))
    account.journal.fail_call(
        len(account.journal.calls) + call, Killed(), after_effect=after_effect
    )
    with pytest.raises(Killed):
        choose(run)
    assert choose(run)["trial"] == 1
    assert len(account.bedrock.models) == 1
    assert fates(account, run) == ["deleted", "chosen", "deleted"]


def test_the_calls_of_a_choice_are_those_that_are_killed_above(account: FakeAccount) -> None:
    run = swept(account, (0.9, 0.5), (0.9, 0.4), (0.9, 0.6))
    done = len(account.journal.calls)
    choose(run)
    assert len(account.journal.calls) - done == 14


def test_an_over_fit_model_does_not_pass_and_nothing_is_deleted(account: FakeAccount) -> None:
    run = swept(account, (0.4, 0.9), (0.4, 0.8))
    with pytest.raises(CustomizationOverFit, match="TLR-303") as refused:
        choose(run)
    assert "trial 1" in refused.value.where
    assert len(account.bedrock.models) == 2
    assert document(account, documents.chosen_model(run))["verdict"]["word"] == "over-fitting"


def test_an_over_fit_model_passes_where_the_request_says_so(account: FakeAccount) -> None:
    run = swept(account, (0.4, 0.9), evaluation={"allow_over_fit": True})
    assert choose(run)["verdict"]["word"] == "over-fitting"


def test_the_survivors_of_a_sweep_are_chosen_from(account: FakeAccount) -> None:
    run = swept(account, (0.9, 0.5), (0.9, 0.4))
    account.s3.delete_object(Bucket=OUTPUT, Key=documents.trial_metrics(run, 1))
    abandon_trial.handler(
        {"run_id": run, "trial": 1, "error": "CustomizationFailed", "cause": "no luck"}, None
    )
    chosen = choose(run)
    assert chosen["trial"] == 0
    assert chosen["trials"][1]["failure"] == "no luck"
    assert fates(account, run) == ["chosen", "deleted"]


def test_a_trial_that_never_had_a_model_has_none_to_delete(account: FakeAccount) -> None:
    run = prepared(account, hyperparameters={"epochCount": [1, 2]})
    start_trial(run, 0)
    account.bedrock.complete(f"{run}-t0")
    collect_metrics.handler({"run_id": run, "trial": 0}, None)
    failed = {"run_id": run, "trial": 1, "error": "QuotaReached", "cause": "full"}
    abandon_trial.handler(failed, None)
    choose(run)
    assert fates(account, run) == ["chosen", "none"]
    assert account.journal.of(DELETE) == []
