"""Tells the owner how a run ended: once, whatever ended it."""

import os
from typing import Any

from lambdas.announcing import announce_once
from lambdas.run_store import find_document
from lambdas.step import logger
from lifecycle import documents
from lifecycle.announcement import Announcement, announce_failure, announce_success
from lifecycle.environment import AnnouncementEnvironment
from lifecycle.run.failed import FailureRecord
from lifecycle.run.published import RunRecord


def handler(event: dict[str, Any], context: object) -> None:
    """Takes a `Step Functions Execution Status Change` event of a terminal status."""
    environment = AnnouncementEnvironment.from_variables(os.environ)
    detail = event["detail"]
    run, bucket = detail["name"], environment.output_bucket
    announcement = _announcement(bucket, run, detail["status"])
    told_now = announce_once(
        announcement,
        environment.topic_arn,
        bucket=bucket,
        key=documents.announcement(run, detail.get("redriveCount", 0)),
        document=announcement,
    )
    if not told_now:
        logger.info("announced before", extra={"run_id": run})


def _announcement(bucket: str, run: str, status: str) -> Announcement:
    if status == "SUCCEEDED":
        record = find_document(bucket, documents.run_record(run), RunRecord)
        if record:
            return announce_success(record)
    failure = find_document(bucket, documents.failure_record(run), FailureRecord)
    return announce_failure(run, status, failure)
