"""Release provisioning: on any error, takes down whatever of the run is still billed.

Also runs when an execution is aborted or times out, when no state of its own can.
"""

import os

from lambdas import aws
from lambdas.abandoned_imports import abandon, delete_imported_model
from lambdas.step import step
from lambdas.wait_targets import WAIT_TARGETS, delete_deployment, delete_throughput
from lifecycle import names
from lifecycle.environment import StepEnvironment
from lifecycle.run.reference import RunReference
from lifecycle.run.served import ReleasedProvisioning
from lifecycle.waits import Target


@step
def handler(reference: RunReference) -> ReleasedProvisioning:
    """Custom models stay: they were paid for, and cost no more than their storage. Imported ones
    go: their weights are still there, and the quota for them is small."""
    jobs = _running_jobs(reference.run_id)
    for job in jobs:
        WAIT_TARGETS[Target.CUSTOMIZATION].stop(job)
    deployments = _deployments(reference.run_id)
    for deployment in deployments:
        delete_deployment(deployment)
    throughputs = _throughputs(reference.run_id)
    for throughput in throughputs:
        delete_throughput(throughput)
    abandoned = _running_imports(reference.run_id)
    for run in abandoned:
        abandon(run, StepEnvironment.from_variables(os.environ))
    imported = _imported_models(reference.run_id)
    for model in imported:
        delete_imported_model(model)
    return ReleasedProvisioning(
        run_id=reference.run_id,
        stopped_jobs=tuple(jobs),
        deleted_deployments=tuple(deployments),
        deleted_throughputs=tuple(throughputs),
        deleted_imports=tuple(imported),
        abandoned_imports=tuple(abandoned),
    )


def _running_jobs(run: str) -> list[str]:
    pages = (
        aws.bedrock()
        .get_paginator("list_model_customization_jobs")
        .paginate(nameContains=run, statusEquals="InProgress")
    )
    found = [job["jobName"] for page in pages for job in page["modelCustomizationJobSummaries"]]
    return [name for name in found if names.is_customization_job_of(run, name)]


def _deployments(run: str) -> list[str]:
    pages = aws.bedrock().get_paginator("list_custom_model_deployments").paginate(nameContains=run)
    found = [d for page in pages for d in page.get("modelDeploymentSummaries", [])]
    return [
        d["customModelDeploymentArn"]
        for d in found
        if d["customModelDeploymentName"] == names.deployment(run)
    ]


def _throughputs(run: str) -> list[str]:
    pages = (
        aws.bedrock().get_paginator("list_provisioned_model_throughputs").paginate(nameContains=run)
    )
    found = [t for page in pages for t in page.get("provisionedModelSummaries", [])]
    return [
        t["provisionedModelArn"]
        for t in found
        if t["provisionedModelName"] == names.provisioned_model(run)
    ]


def _running_imports(run: str) -> list[str]:
    pages = (
        aws.bedrock()
        .get_paginator("list_model_import_jobs")
        .paginate(nameContains=run, statusEquals="InProgress")
    )
    found = [job["jobName"] for page in pages for job in page.get("modelImportJobSummaries", [])]
    return [run for name in found if name == names.import_job(run)]


def _imported_models(run: str) -> list[str]:
    pages = aws.bedrock().get_paginator("list_imported_models").paginate(nameContains=run)
    found = [model for page in pages for model in page.get("modelSummaries", [])]
    return [m["modelArn"] for m in found if m["modelName"] == names.imported_model(run)]
