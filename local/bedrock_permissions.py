"""Which IAM permissions each Bedrock call needs, as the Service Authorization Reference says.

ministack knows no resource types for most Bedrock operations, so a policy scoped to an ARN would
never match; https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.bedrock.foundation_models import inference_profile

# Operations whose resource is the one they name in their path: pattern and resource type.
NAMED_IN_PATH = (
    (re.compile(r"^/model-customization-jobs/(.+?)(?:/stop)?$"), "model-customization-job"),
    (
        re.compile(r"^/model-customization/custom-model-deployments/(.+)$"),
        "custom-model-deployment",
    ),
    (re.compile(r"^/custom-models/(.+)$"), "custom-model"),
    (re.compile(r"^/provisioned-model-throughput/(.+)$"), "provisioned-model"),
    (re.compile(r"^/model-import-jobs/(.+)$"), "model-import-job"),
    (re.compile(r"^/imported-models/(.+)$"), "imported-model"),
    (re.compile(r"^/model-copy-jobs/(.+)$"), "model-copy-job"),
    (re.compile(r"^/evaluation-jobs?/(.+?)(?:/stop)?$"), "evaluation-job"),
    (re.compile(r"^/foundation-models/(.+)$"), "foundation-model"),
    (re.compile(r"^/inference-profiles/(.+)$"), "inference-profile"),
)
INVOKED_MODEL = re.compile(r"^/model/(.+)/[a-z-]+$")
# Ids of foundation models have a dot, which these have not.
CUSTOM_MODEL_NAME = re.compile(r"^[\w-]+$")
# Operations whose resource is named by a field of their body.
NAMED_IN_BODY = {
    "CreateModelCustomizationJob": ("baseModelIdentifier", "foundation-model"),
    "CreateCustomModelDeployment": ("modelArn", "custom-model"),
    "CreateProvisionedModelThroughput": ("modelId", "foundation-model"),
    "CreateModelCopyJob": ("sourceModelArn", "custom-model"),
    "TagResource": ("resourceARN", "*"),
    "UntagResource": ("resourceARN", "*"),
    "ListTagsForResource": ("resourceARN", "*"),
}
CREATES = {
    "CreateModelCustomizationJob": ("model-customization-job", "custom-model"),
    "CreateCustomModelDeployment": ("custom-model-deployment",),
    "CreateProvisionedModelThroughput": ("provisioned-model",),
    "CreateEvaluationJob": ("evaluation-job",),
    "CreateModelImportJob": ("model-import-job", "imported-model"),
    "CreateModelCopyJob": ("model-copy-job",),
    "CreateCustomModel": ("custom-model",),
}
# Creating one of these is itself authorised on the resources it will create.
AUTHORISED_ON_WHAT_IT_CREATES = ("CreateModelCustomizationJob", "CreateEvaluationJob")
AUTHORISED_AS = {
    "Converse": "InvokeModel",
    "ConverseStream": "InvokeModelWithResponseStream",
}
# What the caller needs to hand over a model package of Amazon SageMaker AI.
PACKAGE_ACTIONS = ("sagemaker:DescribeModelPackage", "sagemaker:AccessModelPackageData")
NO_RESOURCE = ("CreateCustomModel", "BatchDeleteEvaluationJob")
TAG_FIELDS = ("jobTags", "customModelTags", "modelTags", "importedModelTags", "targetModelTags")
NOT_YET_KNOWN = "000000000000"


@dataclass(frozen=True)
class Permission:
    action: str
    resource: str
    context: Mapping[str, Any] = field(default_factory=dict)
    """Condition keys, in lower case."""


@dataclass(frozen=True)
class BedrockCall:
    operation: str
    path: str
    body: Mapping[str, Any]
    account: str
    region: str

    def arn(self, kind: str, identifier: str) -> str:
        if identifier.startswith("arn:"):
            return identifier
        if kind == "foundation-model" and CUSTOM_MODEL_NAME.match(identifier):
            kind = "custom-model"
        owner = "" if kind == "foundation-model" else self.account
        return f"arn:aws:bedrock:{self.region}:{owner}:{kind}/{identifier}"


def permissions_for(call: BedrockCall) -> Iterator[Permission]:
    """Every permission the caller must have; all of them are needed."""
    tags = _request_tags(call.body)
    context = _tag_context(tags)
    action = f"bedrock:{AUTHORISED_AS.get(call.operation, call.operation)}"
    for resource in _resources(call):
        yield Permission(action, resource, context)
    if tags and call.operation in CREATES:
        for kind in CREATES[call.operation]:
            yield Permission("bedrock:TagResource", call.arn(kind, NOT_YET_KNOWN), context)
    if package := _model_package(call.body):
        yield from (Permission(action, package) for action in PACKAGE_ACTIONS)
    if role_arn := call.body.get("roleArn"):
        passed_to = {"iam:passedtoservice": "bedrock.amazonaws.com"}
        yield Permission("iam:PassRole", role_arn, passed_to)


def _resources(call: BedrockCall) -> list[str]:
    if call.operation in AUTHORISED_ON_WHAT_IT_CREATES:
        created = [call.arn(kind, NOT_YET_KNOWN) for kind in CREATES[call.operation]]
        return [*_named_resources(call), *created]
    return _named_resources(call) or ["*"]


def _named_resources(call: BedrockCall) -> list[str]:
    if call.operation in NO_RESOURCE:
        return []
    if invoked := INVOKED_MODEL.match(call.path):
        return _invoked_resources(call, invoked[1])
    if call.operation in NAMED_IN_BODY:
        member, kind = NAMED_IN_BODY[call.operation]
        return [call.arn(kind, call.body[member])] if member in call.body else []
    matches = ((pattern.match(call.path), kind) for pattern, kind in NAMED_IN_PATH)
    return [call.arn(kind, match[1]) for match, kind in matches if match]


def _invoked_resources(call: BedrockCall, model: str) -> list[str]:
    profile = inference_profile(model)
    if profile is None:
        return [call.arn("foundation-model", model)]
    # Calling through an inference profile needs it and its model in each region it routes to.
    return [profile.arn(call.region, call.account), *profile.model_arns()]


def _model_package(body: Mapping[str, Any]) -> str:
    source = body.get("customModelDataSource", {}).get("modelPackageArnDataSource", {})
    arn: str = source.get("modelPackageArn", "")
    return arn


def _request_tags(body: Mapping[str, Any]) -> dict[str, str]:
    listed = [tag for name in (*TAG_FIELDS, "tags") for tag in body.get(name) or ()]
    return {tag["key"]: tag["value"] for tag in listed}


def _tag_context(tags: Mapping[str, str]) -> dict[str, Any]:
    if not tags:
        return {}
    values = {f"aws:requesttag/{key}".lower(): value for key, value in tags.items()}
    return {**values, "aws:tagkeys": list(tags)}
