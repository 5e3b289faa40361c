"""The event that Amazon Bedrock sends, as best it can, when a customization job changes state."""

from typing import Any

from local.bedrock.account import Account
from local.bedrock.customization.requests import validation_uris
from local.bedrock.records import CustomizationJob
from local.bedrock.rest_json.responses import timestamp

DETAIL_TYPE = "Model Customization Job State Change"
_TIMES = {"lost": 0, "duplicated": 2}


def announce(account: Account, job: CustomizationJob) -> None:
    fault = account.faults.job_event(job.name)
    for _ in range(_TIMES[fault.event] if fault else 1):
        account.surroundings.emit(DETAIL_TYPE, _detail(job), [job.arn])


def _detail(job: CustomizationJob) -> dict[str, Any]:
    validation = validation_uris(job.request)
    detail = {
        "version": "0.0",
        "jobName": job.name,
        "jobArn": job.arn,
        "outputModelName": job.request["customModelName"],
        "outputModelArn": job.output_model_arn,
        "roleArn": job.request["roleArn"],
        "jobStatus": job.status,
        "failureMessage": job.failure_message,
        "creationTime": timestamp(job.creation_time),
        "lastModifiedTime": timestamp(job.last_modified_time),
        "endTime": timestamp(job.end_time) if job.end_time else None,
        "baseModelArn": job.foundation_model_arn,
        "hyperParameters": job.request.get("hyperParameters"),
        "trainingDataConfig": job.request["trainingDataConfig"],
        "validationDataConfig": {"s3Uri": validation[0]} if validation else None,
        "outputDataConfig": job.request["outputDataConfig"],
    }
    return {name: value for name, value in detail.items() if value is not None}
