"""Condition keys that ministack does not read off a request, for policies that name them."""

import json
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions

from local.hooks import require_hooks

HOOKS = {"ministack.core.iam_actions": ("request_tag_context",)}

Context = dict[str, Any]


def extend() -> None:
    require_hooks(HOOKS)
    iam_actions.request_tag_context = _with_namespace(iam_actions.request_tag_context)


def _with_namespace(tag_context: Callable[..., Context]) -> Callable[..., Context]:
    def request_context(service: str, action: str, body: bytes, parameters: Context) -> Context:
        context = tag_context(service, action, body, parameters)
        if action != "cloudwatch:PutMetricData":
            return context
        return {**context, "cloudwatch:namespace": json.loads(body)["Namespace"]}

    return request_context
