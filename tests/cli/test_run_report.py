"""What a run came to: its verdict and advice, and the trials beside the chosen one."""

import json

import msgspec

from lifecycle import documents
from lifecycle.trial import Learning, Measure, Verdict
from tests.cli.conftest import Tailor
from tests.cli.fake_aws import FakeAws
from tests.cli.run_samples import (
    RUN,
    add_failed_run,
    add_succeeded_run,
    chosen_model,
    metrics,
    swept_model,
)


def test_a_sweep_is_told_with_what_every_trial_scored(aws: FakeAws, tailor: Tailor) -> None:
    add_succeeded_run(aws)
    aws.put_document(documents.chosen_model(RUN), swept_model())
    shown = tailor("watch", RUN).stdout
    (heading,) = (line.split() for line in shown.splitlines() if line.startswith("Trial"))
    rows = {
        line.split()[0]: line.split() for line in shown.splitlines() if line[:5].strip().isdigit()
    }
    assert heading[:2] == ["Trial", "epochCount"]
    assert "learningRateWarmupSteps" not in heading
    assert rows["0"] == ["0", "1", "unknown", "unknown", "full", "none"]
    assert rows["1"] == ["1", "5", "0.1000", "0.9000", "over-fitting", "deleted"]
    assert rows["2"] == ["2", "2", "0.2000", "0.3000", "learning", "chosen"]
    assert "Chosen     trial 2: the lowest validation loss" in shown


def test_a_run_that_the_gate_refused_still_shows_its_verdict_and_advice(
    aws: FakeAws, tailor: Tailor
) -> None:
    add_failed_run(aws, "TLR-303: over-fit")
    verdict = Verdict(Learning.OVER_FITTING, "validation loss rose", "epoch 1 was the best")
    refused = msgspec.structs.replace(chosen_model(), verdict=verdict)
    aws.put_document(documents.chosen_model(RUN), refused)
    result = tailor("watch", RUN)
    assert result.exit_code == 1
    assert "Verdict    over-fitting: validation loss rose" in result.stdout
    assert "Advice     epoch 1 was the best" in result.stdout


def test_rewards_are_named_as_such_for_scripts(aws: FakeAws, tailor: Tailor) -> None:
    add_succeeded_run(aws)
    rewarded = msgspec.structs.replace(metrics(), measure=Measure.REWARD)
    aws.put_document(documents.trial_metrics(RUN, 0), rewarded)
    ended = json.loads(tailor("watch", RUN, "--json").stdout.splitlines()[-1])
    assert (ended["training_reward"], ended["validation_reward"]) == (0.075, 0.25)
    assert "validation_loss" not in ended
