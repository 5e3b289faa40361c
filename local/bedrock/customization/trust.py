"""Whether a role's trust policy lets Amazon Bedrock assume it for a certain job."""

import re
from typing import Any

BEDROCK = "bedrock.amazonaws.com"


def may_assume(policy: dict[str, Any], *, source_account: str, source_arn: str) -> bool:
    """An explicit Deny wins, as everywhere in IAM."""
    context = {"aws:sourceaccount": source_account, "aws:sourcearn": source_arn}
    statements = [each for each in _listed(policy.get("Statement")) if _concerns(each, context)]
    effects = {statement.get("Effect") for statement in statements}
    return "Allow" in effects and "Deny" not in effects


def _concerns(statement: dict[str, Any], context: dict[str, str]) -> bool:
    return (
        _names_bedrock(statement.get("Principal"))
        and any(
            _is_like("sts:assumerole", each.lower()) for each in _listed(statement.get("Action"))
        )
        and all(
            _holds(operator, key, _listed(wanted), context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


def _names_bedrock(principal: Any) -> bool:
    if isinstance(principal, dict):
        return BEDROCK in _listed(principal.get("Service"))
    return bool(principal == "*")


def _holds(operator: str, key: str, wanted: list[str], context: dict[str, str]) -> bool:
    found = context.get(key.lower())
    plain = operator.removesuffix("IfExists")
    if found is None:
        return plain != operator or "Not" in plain
    if plain in ("StringEquals", "StringNotEquals"):
        matches = found in wanted
    elif plain in ("StringLike", "StringNotLike"):
        matches = any(_is_like(found, pattern) for pattern in wanted)
    elif plain in ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"):
        matches = any(_is_arn_like(found, pattern) for pattern in wanted)
    else:
        return False
    return matches != ("Not" in plain)


def _is_arn_like(arn: str, pattern: str) -> bool:
    """Part by part: a wildcard does not reach over the colons between the six parts of an ARN."""
    parts, patterns = arn.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) and all(map(_is_like, parts, patterns))


def _is_like(text: str, pattern: str) -> bool:
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text, re.DOTALL) is not None


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
