"""Death at any moment: what a time-out or an out-of-memory kill does to a function."""

import pytest


class Killed(BaseException):
    """Nothing in a handler may catch it."""


def every_moment(calls: int) -> pytest.MarkDecorator:
    """Before and after the effect of each of so many calls to AWS."""
    moments = [(call, after) for call in range(1, calls + 1) for after in (False, True)]
    ids = [f"{'after' if after else 'before'}-call-{call}" for call, after in moments]
    return pytest.mark.parametrize(("call", "after_effect"), moments, ids=ids)
