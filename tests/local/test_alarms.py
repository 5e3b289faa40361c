"""Metrics that services leave, and the alarms on them."""

import json

import pytest

from local.alarm_evaluation import judged
from local.metric_math import UnsupportedMetricMath, computed
from tests.local.resources import allow, eventually, policy, task

CLOUDWATCH = {"Principal": {"Service": "cloudwatch.amazonaws.com"}}
AN_HOUR = 3600
STATES = {"Namespace": "AWS/States", "MetricName": "ExecutionsFailed"}


@pytest.fixture(scope="module")
def notified(resources):
    """A topic, and the queue where its messages end up."""
    topics, queue = resources.client("sns"), resources.open_queue("sns.amazonaws.com")
    topic = topics.create_topic(Name=resources.name("topic"))["TopicArn"]
    topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=resources.queue_arn(queue))
    return topic, queue


def alarm_on(resources, metric, dimensions, topic=None, **more):
    name = resources.name("alarm")
    resources.client("cloudwatch").put_metric_alarm(
        **{
            "AlarmName": name,
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [topic] if topic else [],
            "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
            **metric,
            **more,
        }
    )
    return name


def state_of(resources, alarm):
    found = resources.client("cloudwatch").describe_alarms(AlarmNames=[alarm])
    return found["MetricAlarms"][0]["StateValue"]


def test_a_failed_execution_raises_its_alarm_and_no_other(resources, notified):
    topic, queue = notified
    machine = resources.state_machine({"Stop": {"Type": "Fail", "Error": "E"}})
    other = resources.state_machine({"Stop": {"Type": "Fail", "Error": "E"}})
    quiet = alarm_on(resources, STATES, {"StateMachineArn": other}, topic)
    loud = alarm_on(resources, STATES, {"StateMachineArn": machine}, topic)
    resources.start(machine)
    (message,) = eventually(lambda: resources.bodies(queue))
    content = json.loads(message["Message"])
    assert (content["AlarmName"], content["NewStateValue"]) == (loud, "ALARM")
    eventually(lambda: state_of(resources, loud) == "OK")
    assert state_of(resources, quiet) == "OK"


@pytest.mark.parametrize(
    ("metric", "through"),
    [("Errors", "invoke"), ("Errors", "event"), ("Invocations", "event"), ("Duration", "invoke")],
)
def test_functions_leave_metrics_however_they_are_invoked(resources, metric, through):
    function = resources.function("def handler(event, context): raise ValueError")
    kind = {"invoke": "RequestResponse", "event": "Event"}[through]
    resources.client("lambda").invoke(FunctionName=function, InvocationType=kind)
    alarm = alarm_on(
        resources,
        {"Namespace": "AWS/Lambda", "MetricName": metric, "Threshold": 0.001, "Period": AN_HOUR},
        {"FunctionName": function.rsplit(":", 1)[-1]},
    )
    eventually(lambda: state_of(resources, alarm) == "ALARM")


@pytest.mark.parametrize(
    "metric", ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"]
)
def test_messages_that_wait_raise_an_alarm(resources, metric):
    queue = resources.queue()
    resources.client("sqs").send_message(QueueUrl=queue, MessageBody="waits")
    alarm = alarm_on(
        resources,
        {"Namespace": "AWS/SQS", "MetricName": metric, "Statistic": "Maximum", "Period": AN_HOUR},
        {"QueueName": queue.rsplit("/", 1)[-1]},
        Threshold=0.1,
    )
    eventually(lambda: state_of(resources, alarm) == "ALARM")


@pytest.mark.parametrize("key_allows", [True, False])
def test_an_alarm_reaches_an_encrypted_topic_only_if_the_key_lets_cloudwatch_in(
    resources, key_allows
):
    account = allow("kms:*", "*", Principal={"AWS": "arn:aws:iam::111122223333:root"})
    service = allow(["kms:GenerateDataKey*", "kms:Decrypt"], "*", **CLOUDWATCH)
    statements = [account, service] if key_allows else [account]
    key = resources.client("kms").create_key(Policy=policy(*statements))["KeyMetadata"]
    topics, queue = resources.client("sns"), resources.open_queue("sns.amazonaws.com")
    topic = topics.create_topic(
        Name=resources.name("topic"), Attributes={"KmsMasterKeyId": key["Arn"]}
    )["TopicArn"]
    topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=resources.queue_arn(queue))
    machine = resources.state_machine({"Stop": {"Type": "Fail", "Error": "E"}})
    alarm = alarm_on(resources, STATES, {"StateMachineArn": machine}, topic, Period=180)
    resources.start(machine)
    eventually(lambda: state_of(resources, alarm) == "ALARM")
    eventually(lambda: state_of(resources, alarm) == "OK")
    assert len(resources.messages(queue)) == (1 if key_allows else 0)


def test_a_successful_execution_is_counted_as_such(resources):
    function = resources.function("def handler(event, context): return 1")
    machine = resources.state_machine({"Call": task(function, {})})
    alarm = alarm_on(
        resources,
        {"Namespace": "AWS/States", "MetricName": "ExecutionsSucceeded", "Period": AN_HOUR},
        {"StateMachineArn": machine},
    )
    resources.ended(resources.start(machine))
    eventually(lambda: state_of(resources, alarm) == "ALARM")


@pytest.mark.parametrize(
    ("treatment", "values", "state"),
    [
        ("missing", [None, None], "INSUFFICIENT_DATA"),
        ("ignore", [None, None], "ALARM"),
        ("notBreaching", [None, None], "OK"),
        ("breaching", [None, None], "ALARM"),
        ("missing", [5, None], "OK"),
        ("missing", [5, 5], "ALARM"),
        ("breaching", [5, None], "ALARM"),
        ("notBreaching", [1, 1], "OK"),
    ],
)
def test_missing_data_is_treated_as_the_alarm_says(treatment, values, state):
    alarm = {
        "TreatMissingData": treatment,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 2,
        "EvaluationPeriods": 2,
        "StateValue": "ALARM",
    }
    assert judged(alarm, values, periods_lived=2)[0] == state


@pytest.mark.parametrize(
    ("periods_lived", "values", "state"),
    [
        (0, [None, None], "INSUFFICIENT_DATA"),
        (1, [None, None], "OK"),
        (2, [None, None], "ALARM"),
        (0, [1, None], "OK"),
    ],
)
def test_a_new_alarm_misses_nothing_from_before_its_time(periods_lived, values, state):
    alarm = {
        "TreatMissingData": "breaching",
        "ComparisonOperator": "LessThanThreshold",
        "Threshold": 1,
        "EvaluationPeriods": 2,
        "StateValue": "INSUFFICIENT_DATA",
    }
    assert judged(alarm, values, periods_lived)[0] == state


def test_some_of_the_datapoints_can_be_enough():
    alarm = {
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 2,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
    }
    assert judged(alarm, [5, 1, 5], periods_lived=3)[0] == "ALARM"
    assert judged(alarm, [5, 1, 1], periods_lived=3)[0] == "OK"


def metrics(expression, **values):
    """A query list whose last member returns the expression over the values."""
    stats = [
        {"Id": name, "MetricStat": value, "ReturnData": False} for name, value in values.items()
    ]
    return [{"Id": "result", "Expression": expression}, *stats]


@pytest.mark.parametrize(
    ("expression", "values", "result"),
    [
        ("100 * errors / calls", {"errors": 1, "calls": 4}, 25),
        ("errors / calls", {"errors": 1, "calls": 0}, None),
        ("a + b", {"a": 1, "b": None}, None),
        ("a + FILL(b, 0)", {"a": 1, "b": None}, 1),
        ("SUM([a, b])", {"a": 1, "b": None}, 1),
        ("MAX([a, b]) - MIN([a, b])", {"a": 1, "b": 5}, 4),
    ],
)
def test_metric_math_computes_arithmetic(expression, values, result):
    assert computed(metrics(expression, **values), lambda stat: stat) == result


def test_metric_math_that_is_not_emulated_is_refused():
    with pytest.raises(UnsupportedMetricMath, match="ANOMALY_DETECTION_BAND"):
        computed(metrics("ANOMALY_DETECTION_BAND(a)", a=1), lambda stat: stat)
