"""Choose model, from the collected metrics in a fake bucket."""

from lambdas import choose_model, collect_metrics
from lifecycle import documents
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.stages import customized, document


def test_the_model_of_the_only_trial_is_chosen_with_its_verdict(account: FakeAccount) -> None:
    run = customized(account)
    collect_metrics.handler({"run_id": run, "trial": 0}, None)
    chosen = choose_model.handler({"run_id": run}, None)
    job = account.bedrock.jobs[f"{run}-t0"]
    assert chosen["model_arn"] == job["outputModelArn"]
    assert chosen["validation_loss"] == 0.6
    assert chosen["verdict"].startswith("learning")
    assert document(account, documents.chosen_model(run)) == chosen
