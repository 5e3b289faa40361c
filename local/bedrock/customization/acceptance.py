"""What Amazon Bedrock checks before it accepts a customization job."""

from dataclasses import dataclass

from local.bedrock.account import Account
from local.bedrock.customization.requests import log_prefix, validation_uris
from local.bedrock.customization.role_storage import RoleStorage, StorageRefused
from local.bedrock.customization.techniques import TECHNIQUES
from local.bedrock.customization.trust import may_assume
from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.errors import ValidationException
from local.bedrock.foundation_models import FoundationModel
from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.records import CustomizationJob
from local.bedrock.rest_json.requests import Request


@dataclass(frozen=True)
class Base:
    """What a job starts from: a foundation model, or a custom model made of one."""

    arn: str
    foundation_model: FoundationModel
    start: LanguageModel


def find_base(account: Account, identifier: str) -> Base:
    found = account.foundation_models.find(identifier)
    if found:
        return Base(found.arn(account.region), found, foundation_model(found.pages_read))
    if account.custom_models.find(identifier) is None:
        raise ValidationException("The provided model identifier is invalid.")
    custom = account.active_custom_model(identifier)
    return Base(custom.arn, custom.foundation_model, custom.language_model)


def rules_for(account: Account, model: FoundationModel, technique: str) -> CustomizationRules:
    if account.foundation_models.is_legacy(model):
        raise ValidationException(f"Model {model.model_id} is LEGACY and can't be customized.")
    if technique not in model.customizations:
        raise ValidationException(
            f"Model {model.model_id} does not support customization type {technique}. Models to be "
            "customized are named with their context length, as in amazon.nova-micro-v1:0:128k."
        )
    return model.customizations[technique]


def assert_role_trusts(account: Account, role_arn: str, job_arn: str) -> None:
    policy = account.surroundings.trust_policy(role_arn)
    if policy is None or not may_assume(policy, source_account=account.id, source_arn=job_arn):
        raise ValidationException(
            "Could not assume provided IAM role. Please verify that the role exists and that its "
            "trust policy allows bedrock.amazonaws.com to assume it."
        )


def missing_permission(account: Account, job: CustomizationJob) -> str | None:
    """What the service role may not do, of all that the technique needs beside Amazon S3."""
    role_arn = job.request["roleArn"]
    for action, resource in TECHNIQUES[job.request["customizationType"]].permissions(account, job):
        if not account.surroundings.role_allows(role_arn, action, resource):
            return (
                f"The provided IAM role {role_arn} is not authorized to perform: {action} on "
                f"resource: {resource}"
            )
    return None


def assert_role_may(account: Account, job: CustomizationJob) -> None:
    if missing := missing_permission(account, job):
        raise ValidationException(missing)


def assert_data_within_reach(account: Account, request: Request) -> None:
    storage = RoleStorage(account.surroundings.s3_as(request["roleArn"]))
    try:
        for uri in (*_training_uris(storage, request), *validation_uris(request)):
            storage.assert_readable(uri)
        storage.assert_writable(request["outputDataConfig"]["s3Uri"])
    except StorageRefused as refusal:
        raise ValidationException(str(refusal)) from refusal


def _training_uris(storage: RoleStorage, request: Request) -> list[str]:
    """Of many logs one is enough to show that they can be read."""
    prefix = log_prefix(request)
    if prefix is None:
        return [request["trainingDataConfig"]["s3Uri"]]
    logs = storage.uris_under(prefix)
    if not logs:
        raise ValidationException(f"There are no invocation logs under {prefix}.")
    return logs[:1]
