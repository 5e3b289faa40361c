"""What the owner of a run is told, in plain words."""

from msgspec import Struct

from lifecycle.run.failed import FailureRecord
from lifecycle.run.published import RunRecord

SUBJECT_MAX_LENGTH = 100  # Amazon SNS: printable ASCII, under 100 characters


class Announcement(Struct, frozen=True):
    subject: str
    message: str


def announce_success(record: RunRecord) -> Announcement:
    news = "is being served" if record.serving_arn else "has made a model, which nothing serves"
    return Announcement(
        subject=_subject(f"Tailor: {record.run_id} {news}"),
        message=(
            f"The run {record.run_id} of the job {record.job_name} has succeeded.\n\n"
            f"Model: {record.model_arn}\n"
            f"{_how_it_learned(record)}"
            f"{_how_to_invoke(record)}\n"
        ),
    )


def _how_it_learned(record: RunRecord) -> str:
    if record.model is None:
        return ""
    verdict = record.model.verdict
    return f"Learning: {verdict}\n{_advice(verdict.advice)}"


def _how_to_invoke(record: RunRecord) -> str:
    if record.serving_arn is None:
        return "The model is kept, and nothing serves it: `deployment.mode` is none."
    return (
        f"Invoke this as modelId: {record.serving_arn}\n"
        f"The same ARN is in the SSM parameter {record.live_parameter}"
    )


def announce_failure(run_id: str, status: str, failure: FailureRecord | None) -> Announcement:
    """`status` is Step Functions' own: FAILED, TIMED_OUT or ABORTED."""
    reason = failure.reason if failure else _WITHOUT_RECORD.get(status, "no reason was recorded")
    return Announcement(
        subject=_subject(f"Tailor: {run_id} has ended without a model ({status})"),
        message=(
            f"The run {run_id} has ended: {status}.\n\n{reason}\n\n"
            "Nothing of it is left serving. "
            "Upload a corrected file, or job.yaml again, to start a new run.\n"
        ),
    )


def announce_quarantine(folder: str, reason: str, account_key: str) -> Announcement:
    return Announcement(
        subject=_subject(f"Tailor: the job in jobs/{folder}/ cannot run"),
        message=(
            f"The job in jobs/{folder}/ has not been started.\n\n{reason}\n\n"
            f"The full account is in the output bucket under {account_key}. "
            "Upload a corrected job.yaml to start a run.\n"
        ),
    )


def _advice(advice: str) -> str:
    return f"Advice: {advice}\n" if advice else ""


_WITHOUT_RECORD = {
    "ABORTED": "Somebody stopped the execution by hand.",
    "TIMED_OUT": "The execution took longer than the state machine allows.",
}


def _subject(text: str) -> str:
    plain = "".join(c if c.isascii() and c.isprintable() else "?" for c in text)
    return plain[: SUBJECT_MAX_LENGTH - 1].strip()
