"""CloudWatch alarms that are looked at all the time, and whose actions need permission."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cloudwatch

from local import service_access
from local.alarm_evaluation import Alarm, AlarmEvaluator
from local.hooks import require_hooks
from local.queue_metrics import record_queue_metrics
from local.settings import EngineSettings

HOOKS = {
    "ministack.services.cloudwatch": (
        "_alarms",
        "_calc_stats",
        "_dims_key",
        "_dispatch_alarm_actions",
        "_evaluate_alarm",
        "_evaluate_parent_alarms",
        "_metrics",
        "_put_metric_alarm",
        "_record_history",
        "_stat_value",
    )
}
EVALUATIONS_PER_MINUTE = 12
CLOUDWATCH = "cloudwatch.amazonaws.com"
ACTIONS = {
    "ALARM": "AlarmActions",
    "OK": "OKActions",
    "INSUFFICIENT_DATA": "InsufficientDataActions",
}

logger = logging.getLogger(__name__)


def extend(settings: EngineSettings) -> None:
    require_hooks(HOOKS)
    cloudwatch._evaluate_alarm = AlarmEvaluator(pace=settings.minute_seconds / 60).evaluate
    cloudwatch._put_metric_alarm = _keeping_metric_math(cloudwatch._put_metric_alarm)
    cloudwatch._dispatch_alarm_actions = _permitted(cloudwatch._dispatch_alarm_actions)
    threading.Thread(target=_watch, args=(settings,), daemon=True).start()


def _watch(settings: EngineSettings) -> None:
    """Measure the queues every minute, look at the alarms twelve times as often."""
    pause = settings.minute_seconds / EVALUATIONS_PER_MINUTE
    rounds = 0
    while True:
        time.sleep(pause)
        if rounds % EVALUATIONS_PER_MINUTE == 0:
            record_queue_metrics()
        rounds += 1
        try:
            _evaluate_all()
        except Exception:
            logger.exception("alarms could not be evaluated")


def _evaluate_all() -> None:
    for (account_id, region, _), alarm in list(cloudwatch._alarms._data.items()):
        with request_scope(account_id, region):
            cloudwatch._evaluate_alarm(alarm)


def _keeping_metric_math(put: Callable[..., Any]) -> Callable[..., Any]:
    """PutMetricAlarm forgets `Metrics`, on which the alarm is then evaluated."""

    def put_metric_alarm(query: Any, request: Any, *encoding: bool) -> Any:
        response = put(query, request, *encoding)
        if request and request.get("Metrics"):
            alarm = cloudwatch._alarms[request["AlarmName"]]
            alarm["Metrics"] = request["Metrics"]
            cloudwatch._evaluate_alarm(alarm)
        return response

    return put_metric_alarm


def _permitted(dispatch: Callable[..., None]) -> Callable[..., None]:
    """Actions on topics that do not let CloudWatch in fail, and the log says so."""

    def dispatch_actions(alarm: Alarm, before: str, state: str, reason: str) -> None:
        field = ACTIONS[state]
        permitted = []
        for action_arn in alarm.get(field) or ():
            refusal = service_access.refusal(CLOUDWATCH, action_arn, alarm["AlarmArn"])
            if refusal:
                logger.warning("alarm %s: %s", alarm["AlarmName"], refusal)
            else:
                permitted.append(action_arn)
        dispatch({**alarm, field: permitted}, before, state, reason)

    return dispatch_actions
