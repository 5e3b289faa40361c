"""Starts a run for every complete, settled and new set of files that lands in the intake bucket."""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.announcing import announce_once
from lambdas.landed_folders import find_folder
from lambdas.quarantining import copy_aside
from lambdas.run_store import write_document
from lambdas.step import logger
from lifecycle import documents, names
from lifecycle.announcement import announce_quarantine
from lifecycle.environment import IntakeEnvironment
from lifecycle.errors import TailorError
from lifecycle.folders import is_folder
from lifecycle.landing import JobFile, Landed, decide_landing, folder_pins, job_file
from lifecycle.refusal import error_code, unless_refused
from lifecycle.request import (
    MANIFEST_MAX_BYTES,
    MANIFEST_NAME,
    JobRequest,
    parse_request,
    require_folder,
)
from lifecycle.run.landed import ObjectVersion, Quarantine, RunInput


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Takes a batch of SQS messages, each an S3 event. One bad message never blocks the others."""
    environment = IntakeEnvironment.from_variables(os.environ)
    failed = []
    for record in event["Records"]:
        try:
            land(json.loads(record["body"])["detail"]["object"]["key"], environment)
        except Exception:  # reported, retried by the queue, and in the end a dead letter
            logger.exception("message failed", extra={"message_id": record["messageId"]})
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def land(key: str, environment: IntakeEnvironment) -> None:
    arrived = job_file(key)
    if arrived is None:
        return
    bucket = environment.intake_bucket
    manifest = _find_manifest(bucket, arrived.manifest)
    if manifest is None:
        logger.info("no job.yaml yet", extra={"folder": arrived.folder})
        return
    document, landed = manifest
    try:
        request = parse_request(document, f"s3://{bucket}/{landed.version.key}")
        require_folder(request, arrived.folder)
        data = _landed_data(bucket, arrived, request)
    except TailorError as error:
        _quarantine(arrived, landed.version, error, environment)
        return
    decision = decide_landing(
        arrived=arrived,
        request=request,
        landed={MANIFEST_NAME: landed, **data},
        now=datetime.now(UTC),
        settle=timedelta(seconds=environment.settle_seconds),
    )
    if isinstance(decision, RunInput):
        if pins := folder_pins(request, {file: found.version for file, found in data.items()}):
            key = documents.landed_folders(decision.run_id)
            write_document(environment.output_bucket, key, pins)
        _start(decision, environment.state_machine_arn)
    else:
        logger.info("no run started", extra={"folder": arrived.folder, "reason": decision.value})


def _start(run: RunInput, state_machine_arn: str) -> None:
    try:
        aws.stepfunctions().start_execution(
            stateMachineArn=state_machine_arn,
            name=run.run_id,
            input=msgspec.json.encode(run).decode(),
        )
    except ClientError as error:
        # The run's inputs are its identity: an execution of that name is this very run.
        if error_code(error) != "ExecutionAlreadyExists":
            raise


def _find_manifest(bucket: str, manifest: JobFile) -> tuple[bytes, Landed] | None:
    """One call for both: a version must never be paired with the content of another."""
    try:
        found = aws.s3().get_object(Bucket=bucket, Key=manifest.key)
    except ClientError as error:
        if error_code(error) == "NoSuchKey":
            return None
        raise
    version = ObjectVersion(manifest.key, found["VersionId"], found["ETag"], found["ContentLength"])
    document = found["Body"].read(MANIFEST_MAX_BYTES + 1)
    return document, Landed(version, found["LastModified"])


def _landed_data(bucket: str, arrived: JobFile, request: JobRequest) -> dict[str, Landed]:
    landed: dict[str, Landed] = {}
    for name in request.declared_files():
        declared = JobFile(arrived.folder, name)
        if is_folder(name):
            landed |= find_folder(bucket, declared)
        elif found := _find(bucket, declared.key):
            landed[name] = found
    return landed


def _find(bucket: str, key: str) -> Landed | None:
    head = unless_refused(lambda: aws.s3().head_object(Bucket=bucket, Key=key), {"404"})
    if head is None:
        return None
    version = ObjectVersion(key, head["VersionId"], head["ETag"], head["ContentLength"])
    return Landed(version, head["LastModified"])


def _quarantine(
    arrived: JobFile, version: ObjectVersion, error: TailorError, environment: IntakeEnvironment
) -> None:
    bucket = environment.output_bucket
    digest = names.run_id(arrived.folder, {MANIFEST_NAME: version.version_id})
    folder = documents.quarantined_request(digest)
    account = Quarantine(error.code, str(error), {MANIFEST_NAME: version})
    logger.warning("quarantined", extra={"folder": arrived.folder, "code": error.code})
    copy_aside(account, environment.intake_bucket, bucket, folder)
    key = documents.quarantine_account(folder)
    announce_once(
        announce_quarantine(arrived.folder, str(error), key),
        environment.topic_arn,
        bucket=bucket,
        key=key,
        document=account,
    )
