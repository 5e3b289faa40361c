"""Each function may make the calls that its code makes, and no others."""

from fnmatch import fnmatchcase
from itertools import chain

import pytest

from lifecycle import documents
from tests.stacks.deployment import Deployment
from tests.stacks.handler_calls import LAMBDAS, calls_of
from tests.stacks.policies import Statement, statements_of_role

HANDLERS = sorted(
    path.stem for path in LAMBDAS.glob("*.py") if "\ndef handler(" in path.read_text("utf-8")
)

# Where the action is not the operation of the same name.
ACTIONS = {
    "bedrock_runtime.converse": {"bedrock:InvokeModel"},
    "s3.copy": {"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"},
    "s3.copy_object": {"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"},
    "bedrock_runtime.invoke_model": {"bedrock:InvokeModel"},
    "s3.download_file": {"s3:GetObject", "s3:GetObjectVersion"},
    "s3.head_object": {"s3:GetObject"},
    "s3.list_object_versions": {"s3:ListBucketVersions"},
    "s3.list_objects_v2": {"s3:ListBucket"},
    "s3.upload_fileobj": {"s3:PutObject"},
}
PREFIXES = {"stepfunctions": "states"}

# What no line of ours calls, because a service asks for it on the way.
ON_THE_WAY = {
    "sagemaker:AccessModelPackageData": "the model of a package, read by Bedrock",
    "sagemaker:DescribeModelPackage": "the model of a package, read by Bedrock",
    "bedrock:TagResource": "tags that come with the creation",
    "iam:PassRole": "the role of a job",
    "kms:CreateGrant": "models, encrypted by Bedrock",
    "kms:Decrypt": "everything that we store",
    "kms:DescribeKey": "models, encrypted by Bedrock",
    "kms:GenerateDataKey": "everything that we store",
    "logs:CreateLogStream": "Lambda's own logs",
    "logs:PutLogEvents": "Lambda's own logs",
    "s3:GetObjectVersion": "files are pinned to a version",
    "s3:ListBucket": "without it a missing object is a forbidden one",
    "sqs:DeleteMessage": "Lambda reads the queue as the function",
    "sqs:GetQueueAttributes": "Lambda reads the queue as the function",
    "sqs:ReceiveMessage": "Lambda reads the queue as the function",
    "sqs:SendMessage": "Lambda writes to the dead letters as the function",
    "xray:PutTelemetryRecords": "active tracing",
    "xray:PutTraceSegments": "active tracing",
}

OUTPUT = "<foundation/OutputBucket.Arn>/"


def quarantine_of(folder: str) -> tuple[str, str]:
    return documents.quarantine_account(folder), documents.quarantined_file(folder, "a.jsonl")


# What each function attests, and therefore nobody else may write.
DOCUMENTS = {
    "accept_request": {documents.accepted_request("run")},
    "plan_scan": {documents.scan_plan("run")},
    "scan_range": {
        documents.scanned_range("run", 0),
        documents.range_records("run", 0),
        documents.range_passages("run", 0),
        documents.counted_logs("run", 0),
        documents.range_media("run", 0),
        documents.prepared_media("run", "1.png"),
    },
    "record_range_failure": {documents.range_failure("run", 0)},
    "merge_scans": {
        documents.repeated_passages("run", 0),
        documents.second_scan_plan("run"),
        documents.merged_logs("run"),
        documents.merged_scans("run"),
    },
    "prepare_data": {
        documents.preflight("run"),
        documents.preflight_page("run"),
        documents.prepared_data("run"),
        documents.prepared_file("run", "training"),
        documents.prepared_media("run", "1.png"),
        documents.media("run"),
        *quarantine_of(documents.quarantined_dataset("run")),
        documents.quarantined_preflight(documents.quarantined_dataset("run")),
        documents.quarantined_preflight_page(documents.quarantined_dataset("run")),
    },
    "start_customization": {documents.trial_plan("run", 1)},
    "collect_metrics": {documents.trial_metrics("run", 1)},
    "abandon_trial": {documents.trial_failure("run", 1)},
    "choose_model": {documents.chosen_model("run")},
    "check_weights": {documents.checked_weights("run")},
    "collect_import": {documents.imported_model("run")},
    "verify_deployment": {documents.verification("run")},
    "publish_run": {documents.run_record("run")},
    "record_failure": {documents.failure_record("run")},
    "announce_run": {documents.announcement("run"), documents.announcement("run", redrives=1)},
    "intake": {
        documents.landed_folders("run"),
        *quarantine_of(documents.quarantined_request("manifest")),
    },
}


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_function_writes_its_own_documents_and_no_others(handler: str, dev: Deployment) -> None:
    patterns = [
        resource.removeprefix(OUTPUT)
        for statement in statements_of_function(dev, handler)
        if "s3:PutObject" in statement.actions
        for resource in statement.resources
    ]
    writable = {
        document
        for document in chain.from_iterable(DOCUMENTS.values())
        if any(fnmatchcase(document, pattern) for pattern in patterns)
    }
    assert writable == DOCUMENTS.get(handler, set())


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_function_may_make_every_call_of_its_code(handler: str, dev: Deployment) -> None:
    assert needed(handler) - granted(dev, handler) == set()


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_function_may_make_no_call_that_its_code_does_not(handler: str, dev: Deployment) -> None:
    assert granted(dev, handler) - needed(handler) - set(ON_THE_WAY) == set()


def needed(handler: str) -> set[str]:
    return set(chain.from_iterable(map(actions_of, calls_of(handler))))


def actions_of(call: str) -> set[str]:
    service, _, operation = call.partition(".")
    camel_case = "".join(word.capitalize() for word in operation.split("_"))
    return ACTIONS.get(call, {f"{PREFIXES.get(service, service)}:{camel_case}"})


def granted(deployment: Deployment, handler: str) -> set[str]:
    statements = statements_of_function(deployment, handler)
    return {action for statement in statements for action in statement.actions}


def statements_of_function(deployment: Deployment, handler: str) -> list[Statement]:
    function = next(f for _, module, f in deployment.functions() if module == handler)
    return statements_of_role(deployment, function["Role"].strip("<>").removesuffix(".Arn"))


def test_a_call_on_the_way_out_of_a_failure_is_found() -> None:
    assert "s3.delete_object" in calls_of("intake")


def test_a_call_through_a_page_reader_is_found() -> None:
    assert "bedrock.list_custom_model_deployments" in calls_of("release_provisioning")


def test_a_call_through_a_variable_is_found() -> None:
    assert "stepfunctions.send_task_failure" in calls_of("settle_waits")
