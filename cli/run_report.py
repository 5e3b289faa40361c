"""What a run came to: its states and their times, how it learned, where it serves, or why not."""

from datetime import UTC, datetime
from typing import Self

from msgspec import Struct
from rich.table import Table
from rich.text import Text

from cli.account import Account
from cli.curves import draw_curves
from cli.failures import failure_reason
from cli.following import SUCCEEDED, RunSnapshot
from cli.run_documents import find_document
from cli.run_views import indented
from cli.terminal import in_words, results
from cli.trials_table import trials_table
from lifecycle import documents
from lifecycle.metrics import last_value
from lifecycle.run.customized import ChosenModel
from lifecycle.run.published import RunRecord
from lifecycle.trial import TrialMetrics


class RunOutcome(Struct, frozen=True):
    """Everything that is None here does not exist, or not yet."""

    snapshot: RunSnapshot
    model: ChosenModel | None
    metrics: TrialMetrics | None
    record: RunRecord | None
    reason: str | None
    artifacts: str

    @classmethod
    def of(cls, account: Account, snapshot: RunSnapshot) -> Self:
        run, status = snapshot.run_id, snapshot.status
        model = find_document(account, documents.chosen_model(run), ChosenModel)
        trial = model.trial if model else 0
        succeeded = status == SUCCEEDED
        return cls(
            snapshot=snapshot,
            model=model,
            metrics=find_document(account, documents.trial_metrics(run, trial), TrialMetrics),
            record=find_document(account, documents.run_record(run), RunRecord),
            reason=None if succeeded else failure_reason(account, run, status, snapshot.cause),
            artifacts=f"s3://{account.output_bucket}/{documents.RUNS_PREFIX}/{run}/",
        )

    def to_event(self) -> dict[str, object]:
        """The last line of `watch --json`."""
        metrics, record = self.metrics, self.record
        return {
            "run_id": self.snapshot.run_id,
            "event": "ended",
            "status": self.snapshot.status,
            "seconds": round(self.snapshot.seconds(datetime.now(UTC)), 3),
            "serving_arn": record.serving_arn if record else None,
            **(_last_values(metrics) if metrics else _NO_VALUES),
            "verdict": self.model.verdict.word if self.model else None,
            "reason": self.reason,
            "artifacts": self.artifacts,
        }


_NO_VALUES = {"training_loss": None, "validation_loss": None}


def _last_values(metrics: TrialMetrics) -> dict[str, float | None]:
    return {
        f"training_{metrics.measure}": last_value(metrics.training),
        f"validation_{metrics.measure}": last_value(metrics.validation),
    }


def print_report(outcome: RunOutcome) -> None:
    snapshot = outcome.snapshot
    style = "bold green" if snapshot.status == SUCCEEDED else "bold red"
    elapsed = in_words(snapshot.seconds(datetime.now(UTC)))
    results.print(f"[{style}]{snapshot.status}[/] {snapshot.run_id} after {elapsed}\n")
    results.print(_states_table(snapshot))
    results.print()
    if outcome.metrics:
        results.print(draw_curves(outcome.metrics))
        results.print()
    if outcome.model and len(outcome.model.trials) > 1:
        results.print(trials_table(outcome.model))
        results.print()
    for label, value in _facts(outcome).items():
        results.print(Text.assemble((f"{label:<11}", "bold"), value), soft_wrap=True)


def _states_table(snapshot: RunSnapshot) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("State")
    table.add_column("Time", justify="right")
    table.add_column("")
    for state in snapshot.states:
        took = in_words(state.seconds(snapshot.ended_at or state.entered_at))
        table.add_row(indented(state), took, state.error, style="red" if state.error else None)
    return table


def _facts(outcome: RunOutcome) -> dict[str, str]:
    facts = {}
    if outcome.reason:
        facts["Reason"] = outcome.reason.replace("\n", f"\n{'':<11}")
    if outcome.model:
        facts |= _judgement(outcome.model)
    if outcome.record and outcome.record.imported:
        facts["Model"] = outcome.record.model_arn
    if record := outcome.record:
        facts["Serving"] = record.serving_arn or "nothing: the model is kept"
    if record and record.live_parameter:
        facts["Parameter"] = record.live_parameter
    return {**facts, "Artifacts": outcome.artifacts}


def _judgement(model: ChosenModel) -> dict[str, str]:
    facts = {"Verdict": str(model.verdict)}
    if model.verdict.advice:
        facts["Advice"] = model.verdict.advice
    if len(model.trials) > 1:
        facts["Chosen"] = f"trial {model.trial}: {model.reason}"
    return {**facts, "Model": model.model_arn}
