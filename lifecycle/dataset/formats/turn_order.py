"""In which order the turns of a conversation may be."""

from collections.abc import Iterator

from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules

_PLAIN_MAX = 256  # turns; longer conversations are read closely


def alternating(rules: DatasetRules) -> dict[int, list[str]]:
    """By their number, the roles of conversations that are in order."""
    most = min(rules.max_messages or _PLAIN_MAX, _PLAIN_MAX)
    steps = 2 if rules.answer_required else 1
    fewest = rules.min_messages + rules.min_messages % steps
    return {count: _expected(count) for count in range(fewest, most + 1, steps)}


def order_problems(roles: list[str], rules: DatasetRules) -> Iterator[Problem]:
    count = len(roles)
    long_enough = count >= rules.min_messages
    short_enough = not rules.max_messages or count <= rules.max_messages
    answered = not rules.answer_required or count % 2 == 0
    if long_enough and short_enough and answered and roles == _expected(count):
        return
    end = ", end with assistant" if rules.answer_required else ""
    limit = f", have at most {rules.max_messages} turns" if rules.max_messages else ""
    yield Problem(
        code="turns",
        path="$.messages",
        message=f"the turns are {', '.join(roles[:6]) or 'none'}{', …' * (count > 6)}",
        fix=f"start with user, alternate{end}{limit}",
        source=rules.source,
    )


def _expected(count: int) -> list[str]:
    return (["user", "assistant"] * (count // 2 + 1))[:count]
