"""Schedules that fire when they are due, at the pace the settings give to a minute."""

from collections.abc import Callable

from ministack.services import eventbridge, scheduler

from local.hooks import require_hooks
from local.settings import EngineSettings

HOOKS = {
    "ministack.services.eventbridge": ("_SCHEDULER_TICK_INTERVAL", "_parse_rate_seconds"),
    "ministack.services.scheduler": ("_SCHEDULE_TICK_INTERVAL",),
}
SLOWEST_TICK_SECONDS = 1.0


def extend(settings: EngineSettings) -> None:
    """rate() runs at the given pace; cron() and at() name moments, which stay what they are."""
    require_hooks(HOOKS)
    tick = min(SLOWEST_TICK_SECONDS, settings.minute_seconds / 4)
    eventbridge._SCHEDULER_TICK_INTERVAL = tick
    scheduler._SCHEDULE_TICK_INTERVAL = tick
    eventbridge._parse_rate_seconds = _paced(
        eventbridge._parse_rate_seconds, settings.minute_seconds / 60
    )


def _paced(seconds_of: Callable[[str], int | None], pace: float) -> Callable[[str], float | None]:
    def paced_seconds_of(expression: str) -> float | None:
        seconds = seconds_of(expression)
        return None if seconds is None else seconds * pace

    return paced_seconds_of
