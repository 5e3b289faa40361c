"""Distillation and reinforcement, from landed data to a model in service."""

import csv
import io

import pytest
from deployed import Deployed
from technique_runs import RECORDS, REQUESTS, TechniqueRuns

from lifecycle import documents


@pytest.mark.parametrize("name", REQUESTS)
def test_a_run_of_the_technique_ends_with_a_model_that_answers(
    name: str, deployed: Deployed, techniques: TechniqueRuns
) -> None:
    run = techniques.succeeded(name)
    verified = deployed.document(documents.verification(run))
    assert verified["prompts_answered"] > 0


@pytest.mark.parametrize("name", REQUESTS)
def test_the_job_runs_under_the_role_of_its_technique(
    name: str, deployed: Deployed, techniques: TechniqueRuns
) -> None:
    technique = REQUESTS[name]["technique"]
    construct = "".join(word.capitalize() for word in technique.split("-"))
    role = deployed.physical_id("access", f"{construct}Role")
    assert techniques.job(name)["roleArn"].endswith(f"/{role}")


def test_the_tokens_of_the_teacher_stand_in_the_report(
    deployed: Deployed, techniques: TechniqueRuns
) -> None:
    record = deployed.document(documents.run_record(techniques.succeeded("distillation")))
    tokens = record["data"]["teacher_tokens"]
    assert tokens["output_at_most"] == RECORDS * 50
    assert 0 < tokens["input"] < tokens["output_at_most"] * 10
    assert record["request"]["teacher"]["identifier"] == "us.amazon.nova-premier-v1:0"


def test_the_deployed_grader_makes_the_reward_rise(
    deployed: Deployed, techniques: TechniqueRuns
) -> None:
    run = techniques.succeeded("reinforcement")
    job = techniques.job("reinforcement")["jobArn"].rpartition("/")[2]
    folder = f"{documents.customization_output(run, 0)}model-customization-job-{job}/"
    key = f"{folder}training_artifacts/step_wise_training_metrics.csv"
    body = deployed.s3.get_object(Bucket=deployed.output_bucket, Key=key)["Body"].read().decode()
    rewards = [float(row["critic/rewards/mean"]) for row in csv.DictReader(io.StringIO(body))]
    assert rewards[-1] > rewards[0]
    assert min(rewards) >= 0 and max(rewards) <= 1
