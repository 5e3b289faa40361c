"""Record failure, into a fake bucket."""

import json

from lambdas import record_failure
from lifecycle import documents
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.stages import document


def test_the_words_of_whoever_refused_are_written_down(account: FakeAccount) -> None:
    cause = json.dumps({"errorMessage": "TLR-602: too many jobs", "errorType": "QuotaReached"})
    failed = {"run_id": "job-1", "error": "QuotaReached", "cause": cause}
    recorded = record_failure.handler(failed, None)
    assert recorded["reason"] == "TLR-602: too many jobs"
    assert recorded["error"] == "QuotaReached"
    assert document(account, documents.failure_record("job-1")) == recorded
