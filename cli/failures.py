"""Why a run ended without a model, in plain words."""

from cli.account import Account
from cli.run_documents import find_document
from lifecycle import documents, failure
from lifecycle.run.failed import FailureRecord

_WITHOUT_RECORD = {
    "ABORTED": "somebody stopped the execution by hand",
    "TIMED_OUT": "the execution took longer than the state machine allows",
}


def failure_reason(account: Account, run_id: str, status: str, cause: str = "") -> str:
    """The record that the run left; else what Step Functions caught; else what its status says."""
    record = find_document(account, documents.failure_record(run_id), FailureRecord)
    if record:
        return record.reason
    return _WITHOUT_RECORD.get(status) or failure.reason(cause)
