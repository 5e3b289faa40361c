"""When an alarm rings: its periods, its dimensions and its missing data, as CloudWatch has them."""

import operator
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ministack.services import cloudwatch

from local.metric_math import Value, computed

BREACHES: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}

Alarm = dict[str, Any]


@dataclass(frozen=True)
class AlarmEvaluator:
    pace: float
    """Real seconds that one second of a period lasts."""
    _first_seen: dict[str, float] = field(default_factory=dict)

    def evaluate(self, alarm: Alarm) -> None:
        periods = int(alarm.get("EvaluationPeriods", 1))
        values = [self._value(alarm, periods_ago) for periods_ago in range(periods)]
        state, reason = judged(alarm, values, self._periods_lived(alarm))
        if state != alarm["StateValue"]:
            _change_state(alarm, state, reason)

    def _periods_lived(self, alarm: Alarm) -> int:
        now = time.monotonic()
        age = now - self._first_seen.setdefault(alarm["AlarmArn"], now)
        return int(age / (_period_seconds(alarm) * self.pace))

    def _value(self, alarm: Alarm, periods_ago: int) -> Value:
        if alarm.get("Metrics"):
            return computed(alarm["Metrics"], lambda stat: self._statistic(stat, periods_ago))
        metric = {key: alarm.get(key) for key in ("Namespace", "MetricName", "Dimensions")}
        statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic")
        measured = {"Metric": metric, "Stat": statistic, "Period": _period_seconds(alarm)}
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


def judged(alarm: Alarm, values: Sequence[Value], periods_lived: int) -> tuple[str, str]:
    """The state these datapoints (newest first) put the alarm in, and why."""
    known = [value for value in values if value is not None]
    missing = len(values) - len(known)
    treatment = alarm.get("TreatMissingData") or "missing"
    # Nothing can be missed from before the alarm was there.
    breaching = min(missing, periods_lived) if treatment == "breaching" else 0
    if not known and treatment != "notBreaching" and not breaching:
        state = alarm["StateValue"] if treatment == "ignore" else "INSUFFICIENT_DATA"
        return state, "Insufficient Data: no datapoints were received."
    compare, threshold = BREACHES[alarm["ComparisonOperator"]], float(alarm.get("Threshold", 0))
    breaching += sum(compare(value, threshold) for value in known)
    needed = int(alarm.get("DatapointsToAlarm") or len(values))
    reason = (
        f"Threshold Crossed: {breaching} of the last {len(values)} datapoints {known} "
        f"were {alarm['ComparisonOperator']} ({threshold})."
    )
    return ("ALARM" if breaching >= needed else "OK"), reason


def _period_seconds(alarm: Alarm) -> int:
    statistics = [
        query["MetricStat"] for query in alarm.get("Metrics") or () if "MetricStat" in query
    ]
    return max((int(stat["Period"]) for stat in statistics), default=int(alarm.get("Period", 60)))


def _points(metric: Mapping[str, Any]) -> list[dict[str, Any]]:
    dimensions = {pair["Name"]: pair["Value"] for pair in metric.get("Dimensions") or ()}
    key = (metric["Namespace"], metric["MetricName"], cloudwatch._dims_key(dimensions))
    return list(cloudwatch._metrics.get(key) or ())


def _change_state(alarm: Alarm, state: str, reason: str) -> None:
    before, now = alarm["StateValue"], int(time.time())
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=now)
    cloudwatch._record_history(alarm["AlarmName"], before, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, before, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)
