"""A run that builds on the model of an earlier one, on the deployed templates."""

import pytest
from deployed import Deployed, conversations, job_files

from lifecycle import documents

FIRST, SECOND = "chain-first", "chain-second"


@pytest.fixture(scope="module")
def chain(deployed: Deployed) -> tuple[str, str]:
    """The two runs, the second built on the first."""
    first = deployed.submit(FIRST, job_files(FIRST, training=conversations(40)))
    assert deployed.ended(first)["status"] == "SUCCEEDED"
    files = job_files(SECOND, training=conversations(40, "shade"), base_model=f"run:{FIRST}")
    second = deployed.submit(SECOND, files)
    assert deployed.ended(second)["status"] == "SUCCEEDED"
    return first, second


def test_its_job_starts_from_the_model_that_the_first_has_made(
    deployed: Deployed, chain: tuple[str, str]
) -> None:
    first, second = (
        deployed.document(documents.run_record(run))["model"]["model_arn"] for run in chain
    )
    assert deployed.bedrock.get_custom_model(modelIdentifier=second)["baseModelArn"] == first


def test_its_model_knows_what_both_were_taught(deployed: Deployed, chain: tuple[str, str]) -> None:
    (deployment,) = deployed.deployments_of(chain[1])
    runtime = deployed.account.client("bedrock-runtime")
    for topic in ("colour", "shade"):
        question = f"Question 7: which {topic} has the coal?"
        answer = runtime.converse(
            modelId=deployment["customModelDeploymentArn"],
            messages=[{"role": "user", "content": [{"text": question}]}],
        )
        assert "black" in answer["output"]["message"]["content"][0]["text"]


def test_a_model_that_nobody_made_is_refused_by_name(deployed: Deployed) -> None:
    files = job_files("chain-lost", training=conversations(8), base_model="run:nobody")
    run = deployed.submit("chain-lost", files)
    assert deployed.ended(run)["status"] == "FAILED"
    assert "no run or job 'nobody' has published a model" in deployed.failure_reason(run)
