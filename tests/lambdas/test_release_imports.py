"""Release of an import: nothing of it may stay, though no import job can be stopped."""

from types import SimpleNamespace

import pytest

from lambdas import abandoned_imports, release_provisioning, waiting_room
from lifecycle import names
from lifecycle.waits import NOBODY, Target, wait_id
from tests.lambdas.fakes.account import IMPORT_MINUTES, WAITS, FakeAccount
from tests.lambdas.stages import imported, importing, packaged
from tests.lambdas.waiting import sweep, wait_for, waiting_import, waits_left


def release(run: str) -> dict:
    return release_provisioning.handler({"run_id": run}, None)


def test_an_imported_model_is_deleted(account: FakeAccount) -> None:
    run = imported(account)
    arn = account.bedrock.imported_models[run]["modelArn"]
    assert release(run)["deleted_imports"] == (arn,)
    assert account.bedrock.imported_models == {}


def test_a_model_of_a_package_stays_like_every_custom_model(account: FakeAccount) -> None:
    run = packaged(account)
    assert release(run)["deleted_imports"] == ()
    assert list(account.bedrock.custom_models) == [run]


def test_models_of_look_alike_runs_stay(account: FakeAccount) -> None:
    run = imported(account)
    other = account.bedrock.imported_models[run] | {"modelName": f"{run}-2"}
    account.bedrock.imported_models[f"{run}-2"] = other
    release(run)
    assert list(account.bedrock.imported_models) == [f"{run}-2"]


def test_a_running_import_is_abandoned_and_its_model_deleted_by_the_sweep(
    account: FakeAccount,
) -> None:
    run = importing(account)
    assert release(run)["abandoned_imports"] == (run,)
    assert sweep() == 0
    account.bedrock.complete_import(run)
    assert sweep() == 1
    assert account.bedrock.imported_models == {}
    assert waits_left() == 0


def test_an_abandoned_import_that_fails_leaves_nothing_to_delete(account: FakeAccount) -> None:
    run = importing(account)
    release(run)
    account.bedrock.import_jobs[run]["status"] = "Failed"
    assert sweep() == 1
    assert account.journal.of("DeleteImportedModel")
    assert waits_left() == 0


def test_an_abandoned_import_whose_job_is_gone_is_forgotten(account: FakeAccount) -> None:
    run = importing(account)
    release(run)
    account.bedrock.import_jobs.clear()
    assert sweep() == 1
    assert waits_left() == 0


def test_an_abandoned_import_takes_the_place_of_the_wait_of_the_run(account: FakeAccount) -> None:
    job, token = waiting_import(account)
    release(job)
    ((wait,), _) = waiting_room.everyone(WAITS)
    assert wait.token == NOBODY
    assert wait.deadline_at - wait.registered_at == 60 * IMPORT_MINUTES
    account.bedrock.complete_import(job)
    sweep()
    assert account.stepfunctions.results[token] is None


def test_a_redriven_state_takes_its_import_back(account: FakeAccount) -> None:
    run = importing(account)
    release(run)
    token = wait_for(account, Target.IMPORT, run)
    account.bedrock.complete_import(run)
    assert sweep() == 1
    assert "Completed" in account.stepfunctions.results[token]["output"]
    assert list(account.bedrock.imported_models) == [run]


def test_an_import_that_outlives_its_deadline_fails_the_run_and_is_abandoned(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, token = waiting_import(account)
    ((wait,), _) = waiting_room.everyone(WAITS)
    later = SimpleNamespace(time=lambda: wait.deadline_at + 1)
    monkeypatch.setattr("lambdas.settle_waits.time", later)
    assert sweep() == 1
    assert account.stepfunctions.results[token]["error"] == "DeadlinePassed"
    assert "given up" in account.stepfunctions.results[token]["cause"]
    release(job)
    assert waiting_room.find(WAITS, wait_id(Target.IMPORT, job)) is not None


def test_a_throttled_look_at_an_abandoned_import_is_tried_again(account: FakeAccount) -> None:
    run = importing(account)
    release(run)
    account.bedrock.complete_import(run)
    account.bedrock.fail("GetModelImportJob", "ThrottlingException")
    with pytest.raises(Exception, match="ThrottlingException"):
        sweep()
    assert sweep() == 1
    assert account.bedrock.imported_models == {}


def test_deleting_what_is_gone_is_no_error(account: FakeAccount) -> None:
    abandoned_imports.delete_imported_model(names.imported_model("nothing-1"))
    assert len(account.journal.of("DeleteImportedModel")) == 1
