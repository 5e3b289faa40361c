"""`tailor ask`: the same questions to both models."""

import json

import pytest
from msgspec.structs import replace

from lifecycle import documents
from tests.cli.conftest import Tailor
from tests.cli.fake_aws import FakeAws
from tests.cli.run_samples import (
    BASE_MODEL,
    DEPLOYMENT,
    RUN,
    add_failed_run,
    add_succeeded_run,
    record,
)


@pytest.fixture
def served(aws: FakeAws) -> FakeAws:
    add_succeeded_run(aws)
    aws.answers = {BASE_MODEL: "Well, that depends.", DEPLOYMENT: "Answer 0"}
    return aws


def test_three_blind_test_prompts_are_answered_beside_their_references(
    served: FakeAws, tailor: Tailor
) -> None:
    result = tailor("ask", RUN, "--json")
    assert result.exit_code == 0
    answers = json.loads(result.stdout)["answers"]
    assert [(a["prompt"], a["reference"]) for a in answers] == [
        (f"Question {n}?", f"Answer {n}") for n in range(3)
    ]
    assert answers[0]["base"]["text"] == "Well, that depends."
    assert answers[0]["custom"]["text"] == "Answer 0"


def test_both_models_get_the_same_request_under_the_trained_system_prompt(
    served: FakeAws, tailor: Tailor
) -> None:
    tailor("ask", RUN, "My own question")
    base, custom = served.requests("Converse")
    assert (base.pop("modelId"), custom.pop("modelId")) == (BASE_MODEL, DEPLOYMENT)
    assert base == custom
    assert base["system"] == [{"text": "Answer briefly."}]
    assert base["messages"] == [{"role": "user", "content": [{"text": "My own question"}]}]


def test_the_answers_stand_side_by_side(served: FakeAws, tailor: Tailor) -> None:
    result = tailor("ask", RUN)
    assert "prompt 1 of 3" in result.stdout
    (row,) = [line for line in result.stdout.splitlines() if "Well, that depends." in line][:1]
    assert row.count("Answer 0") == 2  # the custom model's, and the reference


def test_of_a_long_prompt_both_ends_are_shown(served: FakeAws, tailor: Tailor) -> None:
    shown = tailor("ask", RUN, f"Begin {'x' * 1000} end?").stdout
    assert "Begin" in shown
    assert "end?" in shown
    assert "x" * 500 not in shown.replace("\n", "").replace(" ", "").replace("│", "")


def test_a_model_that_nothing_serves_cannot_be_asked(served: FakeAws, tailor: Tailor) -> None:
    kept = replace(record(), serving_arn=None, live_parameter=None)
    served.put_document(documents.run_record(RUN), kept)
    result = tailor("ask", RUN)
    assert result.exit_code == 2
    assert "has no model in service" in result.stderr
    assert served.requests("Converse") == []


def test_a_silent_custom_model_fails(served: FakeAws, tailor: Tailor) -> None:
    served.answers[DEPLOYMENT] = "  "
    result = tailor("ask", RUN)
    assert result.exit_code == 1
    assert "no answer" in result.stdout


def test_a_custom_model_that_cannot_be_invoked_fails_with_the_reason(
    served: FakeAws, tailor: Tailor
) -> None:
    del served.answers[DEPLOYMENT]
    result = tailor("ask", RUN)
    assert result.exit_code == 1
    assert "AccessDeniedException" in result.stdout


def test_a_base_model_that_cannot_be_invoked_does_not_fail(served: FakeAws, tailor: Tailor) -> None:
    del served.answers[BASE_MODEL]
    result = tailor("ask", RUN)
    assert result.exit_code == 0
    assert "AccessDeniedException" in result.stdout


@pytest.mark.parametrize("no_test_set", [None, {"key": "k", "records": 0, "size": 0, "sha256": ""}])
def test_a_run_without_a_test_set_is_asked_from_its_validation_set(
    served: FakeAws, tailor: Tailor, no_test_set: dict | None
) -> None:
    record = json.loads(served.objects[f"tailor-output/{documents.run_record(RUN)}"][-1])
    record["data"]["test"] = no_test_set
    served.put_document(documents.run_record(RUN), record)
    validation = f"tailor-output/{documents.prepared_file(RUN, 'validation')}"
    served.objects[validation] = served.objects.pop(
        f"tailor-output/{documents.prepared_file(RUN, 'test')}"
    )
    assert tailor("ask", RUN).exit_code == 0


def test_a_run_without_a_model_cannot_be_asked(aws: FakeAws, tailor: Tailor) -> None:
    add_failed_run(aws, "TLR-201: no")
    result = tailor("ask", RUN)
    assert result.exit_code == 2
    assert "has no model in service" in result.stderr
