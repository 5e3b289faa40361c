"""Where documents lie, held against the S3 URIs that Bedrock accepts."""

from hypothesis import given
from hypothesis import strategies as st

from lifecycle import documents, names
from lifecycle.landing import JOBS_PREFIX
from tests.botocore_model import shape, violations


def keys_of(run: str) -> list[str]:
    return [
        documents.accepted_request(run),
        documents.prepared_data(run),
        documents.prepared_file(run, "training"),
        documents.prepared_media(run, names.media_copy("jobs/ä =:+%/1 2.png", "v1", "png")),
        documents.media(run),
        documents.range_failure(run, 0),
        documents.range_media(run, 0),
        documents.preflight(run),
        documents.preflight_page(run),
        documents.customization_output(run, 0),
        documents.trial_metrics(run, 0),
        documents.chosen_model(run),
        documents.verification(run),
        documents.run_record(run),
        documents.failure_record(run),
        documents.announcement(run),
        documents.announcement(run, redrives=1),
        documents.quarantine_account(documents.quarantined_request(run)),
        documents.quarantine_account(documents.quarantined_dataset(run)),
        documents.quarantined_file(documents.quarantined_dataset(run), "train.jsonl"),
        documents.quarantined_preflight(documents.quarantined_dataset(run)),
        documents.quarantined_preflight_page(documents.quarantined_dataset(run)),
    ]


@given(st.text(min_size=1, max_size=200))
def test_every_document_has_a_uri_that_bedrock_accepts(job_name: str) -> None:
    for key in keys_of(names.run_id(job_name, {})):
        uri = documents.s3_uri("tailor-output", key)
        assert list(violations(uri, shape("bedrock", "S3Uri"))) == []


def test_every_document_has_a_place_of_its_own() -> None:
    keys = keys_of("job-1") + keys_of("job-2")
    assert len(set(keys)) == len(keys)


def test_no_document_lies_where_a_job_would_land() -> None:
    assert not any(key.startswith(JOBS_PREFIX) for key in keys_of("job-1"))
