"""What an account sees of its executions: status events, AWS/States metrics, vended logs."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ministack.services import cloudwatch, cloudwatch_logs, eventbridge, stepfunctions

METRICS = {
    "RUNNING": "ExecutionsStarted",
    "SUCCEEDED": "ExecutionsSucceeded",
    "FAILED": "ExecutionsFailed",
    "TIMED_OUT": "ExecutionsTimedOut",
    "ABORTED": "ExecutionsAborted",
}
REDRIVABLE = ("FAILED", "TIMED_OUT", "ABORTED")
# https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-log-level
FATAL = {"ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"}
ERRORS = ("Failed", "TimedOut", "Aborted")
EXECUTION_DATA = {"input", "output", "parameters", "assignedVariables"}

Record = Mapping[str, Any]


def redrive_status(record: Record) -> tuple[str, str]:
    """The redriveStatus of DescribeExecution, and its reason."""
    status = record["status"]
    if status in REDRIVABLE:
        return "REDRIVABLE", f"Execution is {status} and is redrivable"
    return "NOT_REDRIVABLE", f"Execution is {status} and cannot be redriven"


def status_changed(record: Record) -> None:
    _record_metrics(record)
    _emit_status(record)


def event_added(record: Record, event: Mapping[str, Any]) -> None:
    machine = stepfunctions._state_machines.get(record["stateMachineArn"]) or {}
    logging = machine.get("loggingConfiguration") or {}
    if not _is_logged(event["type"], logging.get("level", "OFF")):
        return
    line = _log_line(record, event, logging.get("includeExecutionData", False))
    stream = f"states/{machine['name']}/{record['startDate'][:16]}/{record['name']}"
    for destination in logging.get("destinations", ()):
        _write(destination["cloudWatchLogsLogGroup"]["logGroupArn"], stream, line)


def _record_metrics(record: Record) -> None:
    dimensions = {"StateMachineArn": record["stateMachineArn"]}
    started_again = record["status"] == "RUNNING" and record.get("redriveCount")
    name = "ExecutionsRedriven" if started_again else METRICS[record["status"]]
    cloudwatch.record_metric("AWS/States", name, 1, "Count", dimensions)
    if record["stopDate"]:
        took = _milliseconds(record["stopDate"]) - _milliseconds(record["startDate"])
        cloudwatch.record_metric("AWS/States", "ExecutionTime", took, "Milliseconds", dimensions)


def _emit_status(record: Record) -> None:
    redrive, reason = redrive_status(record)
    stopped, redriven = record["stopDate"], record.get("redriveDate")
    detail = {
        "executionArn": record["executionArn"],
        "stateMachineArn": record["stateMachineArn"],
        "stateMachineVersionArn": None,
        "stateMachineAliasArn": None,
        "name": record["name"],
        "status": record["status"],
        "startDate": _milliseconds(record["startDate"]),
        "stopDate": _milliseconds(stopped) if stopped else None,
        "redriveCount": record.get("redriveCount", 0),
        "redriveDate": _milliseconds(redriven) if redriven else None,
        "redriveStatus": redrive,
        "redriveStatusReason": reason,
        "input": record["input"],
        "inputDetails": {"included": True},
        "output": record["output"],
        "outputDetails": {"included": True} if record["output"] else None,
        "error": record.get("error"),
        "cause": record.get("cause"),
    }
    entry = {
        "Source": "aws.states",
        "DetailType": "Step Functions Execution Status Change",
        "Detail": json.dumps(detail),
        "Resources": [record["executionArn"]],
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def _is_logged(event_type: str, level: str) -> bool:
    match level:
        case "ALL":
            return True
        case "ERROR":
            return event_type.endswith(ERRORS)
        case "FATAL":
            return event_type in FATAL
    return False


def _log_line(record: Record, event: Mapping[str, Any], include_data: bool) -> str:
    details: dict[str, Any] = next(
        (value for name, value in event.items() if name.endswith("EventDetails")), {}
    )
    shown = {
        name: value for name, value in details.items() if include_data or name not in EXECUTION_DATA
    }
    return json.dumps(
        {
            "id": str(event["id"]),
            "type": event["type"],
            "details": shown,
            "redrive_count": str(record.get("redriveCount", 0)),
            "previous_event_id": str(event.get("previousEventId", 0)),
            "event_timestamp": str(_milliseconds(event["timestamp"])),
            "execution_arn": record["executionArn"],
        }
    )


def _write(log_group_arn: str, stream: str, line: str) -> None:
    group = log_group_arn.split(":log-group:")[1].removesuffix(":*")
    where = {"logGroupName": group, "logStreamName": stream}
    cloudwatch_logs._create_log_stream(where)
    now = int(datetime.now(UTC).timestamp() * 1000)
    cloudwatch_logs._put_log_events({**where, "logEvents": [{"timestamp": now, "message": line}]})


def _milliseconds(timestamp: str) -> int:
    return int(datetime.fromisoformat(timestamp).timestamp() * 1000)
