"""Whether an AWS service may deliver to a resource: the resource's policy, and its key's."""

from collections.abc import Callable
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import EvalContext
from ministack.core.responses import get_account_id, get_region
from ministack.services import kms, lambda_svc, sns, sqs

from local.hooks import require_hooks

HOOKS = {
    "ministack.core.iam_evaluator": ("evaluate_resource_policy",),
    "ministack.services.kms": ("_resolve_key",),
    "ministack.services.lambda_svc": ("function_policy_for_arn",),
    "ministack.services.sns": ("_topic_by_arn_any_scope", "topic_policy_for_arn"),
    "ministack.services.sqs": ("_queue_by_arn", "queue_policy_for_arn"),
}
PolicyLookup = Callable[[str], tuple[Any, str] | None]
DELIVERED_BY: dict[str, tuple[str, PolicyLookup]] = {
    "lambda": ("lambda:InvokeFunction", lambda_svc.function_policy_for_arn),
    "sqs": ("sqs:SendMessage", sqs.queue_policy_for_arn),
    "sns": ("sns:Publish", sns.topic_policy_for_arn),
}
NO_DELIVERY: tuple[str, PolicyLookup] = ("nothing", lambda target_arn: None)
KEY_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")


def extend() -> None:
    require_hooks(HOOKS)


def refusal(service: str, target_arn: str, source_arn: str) -> str | None:
    """Why `service`, acting for what has the source ARN, may not deliver; None if it may."""
    action, policy_of = DELIVERED_BY.get(target_arn.split(":")[2], NO_DELIVERY)
    found = policy_of(target_arn)
    if found is None:
        return f"{target_arn} does not exist"
    if not _allows(found[0], service, action, target_arn, source_arn):
        return f"the policy of {target_arn} does not allow {service} {action}"
    key_id = _key_of(target_arn)
    return _key_refusal(key_id, service, source_arn) if key_id else None


def _key_of(target_arn: str) -> str | None:
    """The key that encrypts a queue or topic; messages are written with it."""
    holder = sqs._queue_by_arn(target_arn) or sns._topic_by_arn_any_scope(target_arn) or {}
    key_id: str | None = holder.get("attributes", {}).get("KmsMasterKeyId")
    return key_id


def _key_refusal(key_id: str, service: str, source_arn: str) -> str | None:
    # The keys AWS manages (alias/aws/...) are not in the store and let no other service in.
    key = kms._resolve_key(key_id)
    for action in KEY_ACTIONS:
        if not key or not _allows(key["Policy"], service, action, key["Arn"], source_arn):
            return f"the policy of the key {key_id} does not allow {service} {action}"
    return None


def _allows(policy: Any, service: str, action: str, resource_arn: str, source_arn: str) -> bool:
    context = EvalContext(
        # The service is no principal of the account: only grants to it, or to all, count.
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource_arn,
        region=get_region(),
        service_context={
            "aws:sourcearn": source_arn,
            "aws:sourceaccount": get_account_id(),
            "aws:sourceowner": get_account_id(),
            "aws:principalisawsservice": "true",
        },
    )
    result = iam_evaluator.evaluate_resource_policy(policy, context, service=service)
    return bool(result.decision == "Allow")
