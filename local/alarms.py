"""CloudWatch alarms, evaluated by period, dimension and missing data as CloudWatch does."""

import logging
import operator
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cloudwatch

from local import service_access
from local.hooks import require_hooks
from local.metric_math import Value, computed
from local.queue_metrics import record_queue_metrics
from local.settings import EngineSettings

HOOKS = {
    "ministack.services.cloudwatch": (
        "_alarms",
        "_calc_stats",
        "_dispatch_alarm_actions",
        "_evaluate_alarm",
        "_evaluate_parent_alarms",
        "_metrics",
        "_put_metric_alarm",
        "_record_history",
        "_stat_value",
    )
}
EVALUATIONS_PER_MINUTE = 60
CLOUDWATCH = "cloudwatch.amazonaws.com"
BREACHES: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}

ACTIONS = {
    "ALARM": "AlarmActions",
    "OK": "OKActions",
    "INSUFFICIENT_DATA": "InsufficientDataActions",
}

Alarm = dict[str, Any]
logger = logging.getLogger(__name__)


def extend(settings: EngineSettings) -> None:
    require_hooks(HOOKS)
    evaluator = AlarmEvaluator(pace=settings.minute_seconds / 60)
    cloudwatch._evaluate_alarm = evaluator.evaluate
    cloudwatch._put_metric_alarm = _keeping_metric_math(cloudwatch._put_metric_alarm)
    cloudwatch._dispatch_alarm_actions = _permitted(cloudwatch._dispatch_alarm_actions)
    threading.Thread(target=_watch, args=(settings,), daemon=True).start()


def _watch(settings: EngineSettings) -> None:
    """Measure the queues every minute, look at the alarms every sixtieth of it."""
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


@dataclass(frozen=True)
class AlarmEvaluator:
    pace: float
    """Real seconds that one second of a period lasts."""

    def evaluate(self, alarm: Alarm) -> None:
        values = [
            self._value(alarm, index) for index in range(int(alarm.get("EvaluationPeriods", 1)))
        ]
        state, reason = judged(alarm, values)
        if state is not None and state != alarm["StateValue"]:
            _change_state(alarm, state, reason)

    def _value(self, alarm: Alarm, periods_ago: int) -> Value:
        if alarm.get("Metrics"):
            return computed(alarm["Metrics"], lambda stat: self._statistic(stat, periods_ago))
        metric = {key: alarm.get(key) for key in ("Namespace", "MetricName", "Dimensions")}
        statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic")
        measured = {"Metric": metric, "Stat": statistic, "Period": alarm.get("Period", 60)}
        return self._statistic(measured, periods_ago)

    def _statistic(self, measured: Mapping[str, Any], periods_ago: int) -> Value:
        """The statistic over one of the periods that end now; None without data."""
        length = int(measured["Period"]) * self.pace
        end = time.time() - periods_ago * length
        points = [
            point
            for point in _points(measured["Metric"])
            if end - length <= point["Timestamp"] < end
        ]
        if not points:
            return None
        statistics = cloudwatch._calc_stats(points)
        value: Value = cloudwatch._stat_value(statistics, measured["Stat"], points)
        return value


def judged(alarm: Alarm, values: Sequence[Value]) -> tuple[str | None, str]:
    """The state these datapoints (newest first) put the alarm in; None to leave it as it is."""
    treatment = alarm.get("TreatMissingData") or "missing"
    known = [value for value in values if value is not None]
    if not known and treatment in ("missing", "ignore"):
        insufficient = "INSUFFICIENT_DATA" if treatment == "missing" else None
        return insufficient, "Insufficient Data: no datapoints were received."
    compare = BREACHES[alarm["ComparisonOperator"]]
    threshold = float(alarm.get("Threshold", 0))
    breaching = sum(compare(value, threshold) for value in known)
    if treatment == "breaching":
        breaching += len(values) - len(known)
    needed = int(alarm.get("DatapointsToAlarm") or alarm.get("EvaluationPeriods", 1))
    reason = (
        f"Threshold Crossed: {breaching} of the last {len(values)} datapoints {known} "
        f"were {alarm['ComparisonOperator']} ({threshold})."
    )
    return ("ALARM" if breaching >= needed else "OK"), reason


def _points(metric: Mapping[str, Any]) -> list[dict[str, Any]]:
    wanted = {pair["Name"]: pair["Value"] for pair in metric.get("Dimensions") or ()}
    return [
        point
        for (namespace, name, _), points in cloudwatch._metrics.items()
        if (namespace, name) == (metric["Namespace"], metric["MetricName"])
        for point in points
        if point["Dimensions"] == wanted
    ]


def _change_state(alarm: Alarm, state: str, reason: str) -> None:
    before = alarm["StateValue"]
    now = int(time.time())
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=now)
    cloudwatch._record_history(alarm["AlarmName"], before, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, before, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)
