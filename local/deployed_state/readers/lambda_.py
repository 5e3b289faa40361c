"""Functions, layers, and what invokes them."""

import json
from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from typing import Any
from urllib.request import urlopen
from zipfile import ZipFile

from local.deployed_state.resource import AbsentError, Properties, Resource

_INLINE_MODULES = ("index.py", "index.js")


def function(resource: Resource) -> Properties:
    functions, name = resource.client("lambda"), resource.physical_id
    answer = functions.get_function(FunctionName=name)
    configuration = answer["Configuration"]
    concurrency = functions.get_function_concurrency(FunctionName=name)
    layers = [layer["Arn"] for layer in configuration.get("Layers", [])]
    return {
        "FunctionName": name,
        "Architectures": configuration["Architectures"],
        "Code": _function_code(resource, answer),
        "DeadLetterConfig": configuration.get("DeadLetterConfig"),
        "Description": configuration.get("Description"),
        "Environment": configuration.get("Environment"),
        "EphemeralStorage": configuration.get("EphemeralStorage"),
        "Handler": configuration.get("Handler"),
        "KmsKeyArn": configuration.get("KMSKeyArn"),
        "Layers": layers,
        "LoggingConfig": configuration.get("LoggingConfig"),
        "MemorySize": configuration["MemorySize"],
        "PackageType": configuration["PackageType"],
        "ReservedConcurrentExecutions": concurrency.get("ReservedConcurrentExecutions"),
        "Role": configuration["Role"],
        "Runtime": configuration.get("Runtime"),
        "Tags": resource.tags(answer.get("Tags", {})),
        "Timeout": configuration["Timeout"],
        "TracingConfig": configuration.get("TracingConfig"),
    }


def _function_code(resource: Resource, answer: dict[str, Any]) -> Any:
    """The template's own code property when the deployed package is what it names."""
    wanted = resource.expected["Code"]
    if "ZipFile" in wanted:
        return {"ZipFile": _inline_source(answer["Code"]["Location"])}
    digest = answer["Configuration"]["CodeSha256"]
    return wanted if digest == _digest_of_object(resource, wanted) else {"CodeSha256": digest}


def _inline_source(location: str) -> str | None:
    with urlopen(location) as response:  # noqa: S310 the address which the service answered
        package = ZipFile(BytesIO(response.read()))
    names = [name for name in _INLINE_MODULES if name in package.namelist()]
    return package.read(names[0]).decode() if names else None


def _digest_of_object(resource: Resource, code: Properties) -> str:
    version = {"VersionId": code["S3ObjectVersion"]} if "S3ObjectVersion" in code else {}
    answer = resource.client("s3").get_object(Bucket=code["S3Bucket"], Key=code["S3Key"], **version)
    return b64encode(sha256(answer["Body"].read()).digest()).decode()


def layer_version(resource: Resource) -> Properties:
    answer = resource.client("lambda").get_layer_version_by_arn(Arn=resource.physical_id)
    wanted = resource.expected["Content"]
    digest = answer["Content"]["CodeSha256"]
    return {
        "LayerName": answer["LayerArn"].rpartition(":")[2],
        "CompatibleArchitectures": answer.get("CompatibleArchitectures"),
        "CompatibleRuntimes": answer.get("CompatibleRuntimes"),
        "Content": wanted
        if digest == _digest_of_object(resource, wanted)
        else {"CodeSha256": digest},
        "Description": answer.get("Description"),
        "LicenseInfo": answer.get("LicenseInfo"),
    }


def event_source_mapping(resource: Resource) -> Properties:
    functions = resource.client("lambda")
    mapping = functions.get_event_source_mapping(UUID=resource.physical_id)
    arn = (
        f"arn:aws:lambda:{resource.stack.region}:{resource.stack.account}"
        f":event-source-mapping:{resource.physical_id}"
    )
    return {
        "BatchSize": mapping.get("BatchSize"),
        "BisectBatchOnFunctionError": mapping.get("BisectBatchOnFunctionError"),
        "DestinationConfig": mapping.get("DestinationConfig"),
        "Enabled": mapping["State"] in ("Enabled", "Enabling", "Creating", "Updating"),
        "EventSourceArn": mapping["EventSourceArn"],
        "FilterCriteria": mapping.get("FilterCriteria"),
        "FunctionName": _as_named(resource.expected["FunctionName"], mapping["FunctionArn"]),
        "FunctionResponseTypes": mapping.get("FunctionResponseTypes"),
        "MaximumBatchingWindowInSeconds": mapping.get("MaximumBatchingWindowInSeconds"),
        "MaximumRecordAgeInSeconds": mapping.get("MaximumRecordAgeInSeconds"),
        "MaximumRetryAttempts": mapping.get("MaximumRetryAttempts"),
        "ParallelizationFactor": mapping.get("ParallelizationFactor"),
        "ScalingConfig": mapping.get("ScalingConfig"),
        "StartingPosition": mapping.get("StartingPosition"),
        "Tags": resource.tags(functions.list_tags(Resource=arn)["Tags"]),
    }


def permission(resource: Resource) -> Properties:
    name = resource.expected["FunctionName"]
    policy = json.loads(resource.client("lambda").get_policy(FunctionName=name)["Policy"])
    statement = next(
        (entry for entry in policy["Statement"] if entry.get("Sid") == resource.physical_id), None
    )
    if statement is None:
        raise AbsentError(resource.physical_id)
    condition = statement.get("Condition", {})
    principal = statement["Principal"]
    return {
        "Action": statement["Action"],
        "FunctionName": _as_named(name, statement["Resource"]),
        "Principal": next(iter(principal.values())) if isinstance(principal, dict) else principal,
        "SourceAccount": condition.get("StringEquals", {}).get("AWS:SourceAccount"),
        "SourceArn": condition.get("ArnLike", {}).get("AWS:SourceArn"),
    }


def event_invoke_config(resource: Resource) -> Properties:
    name, qualifier = resource.expected["FunctionName"], resource.expected["Qualifier"]
    configuration = resource.client("lambda").get_function_event_invoke_config(
        FunctionName=name, Qualifier=qualifier
    )
    return {
        "DestinationConfig": configuration.get("DestinationConfig"),
        "FunctionName": name,
        "MaximumEventAgeInSeconds": configuration.get("MaximumEventAgeInSeconds"),
        "MaximumRetryAttempts": configuration.get("MaximumRetryAttempts"),
        "Qualifier": qualifier,
    }


def _as_named(wanted: str, arn: str) -> str:
    """The function in the template's spelling, its name or its ARN, when it is that function."""
    return wanted if arn == wanted or arn.endswith(f":function:{wanted}") else arn
