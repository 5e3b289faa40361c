"""The alarm topic, one alarm per thing that can go wrong, and a dashboard of the same metrics."""

from typing import Any

from aws_cdk import ArnFormat, CfnOutput, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from settings import Settings
from stacks.construct_id import pascal_case
from stacks.foundation_stack import FoundationStack
from stacks.graders_stack import GradersStack
from stacks.lifecycle_stack import LifecycleStack

RUNBOOK = "docs/runbook.md"
FIVE_MINUTES = Duration.minutes(5)
# settle_waits ends a wait within minutes of its deadline; later means that it does not run.
SETTLING_SLACK = Duration.minutes(30)


class MonitoringStack(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        settings: Settings,
        foundation: FoundationStack,
        graders: GradersStack,
        lifecycle: LifecycleStack,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, id, **kwargs)
        self._settings, self._graders, self._lifecycle = settings, graders, lifecycle
        self.alarm_topic = self._alarm_topic(foundation)
        executions = self._execution_metrics()
        for name, metric in executions.items():
            self._alarm(name, metric, f"a run ended: {name}")
        functions = self._function_metrics()
        for name, metric in functions.items():
            self._alarm(name, metric, f"a function has trouble: {name}")
        dead_letters = lifecycle.dead_letters.metric_approximate_number_of_messages_visible(
            period=FIVE_MINUTES, statistic="Maximum"
        )
        self._alarm("DeadLetters", dead_letters, "a message or an event could not be processed")
        waits = self._wait_metrics()
        self._alarm_on_waits(waits)
        self._dashboard(executions, functions, {"DeadLetters": dead_letters, **waits})
        CfnOutput(self, "AlarmTopicArn", value=self.alarm_topic.topic_arn)

    def _alarm_topic(self, foundation: FoundationStack) -> sns.Topic:
        topic = sns.Topic(self, "AlarmTopic", master_key=foundation.data_key, enforce_ssl=True)
        alarms = self.format_arn(
            service="cloudwatch",
            resource="alarm",
            resource_name="*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        # The policy that enforces TLS replaces the default one, which lets alarms publish.
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={"ArnLike": {"aws:SourceArn": alarms}},
            )
        )
        return topic

    def _execution_metrics(self) -> dict[str, cloudwatch.Metric]:
        machine = self._lifecycle.machine.state_machine
        return {
            "ExecutionsFailed": machine.metric_failed(period=FIVE_MINUTES),
            "ExecutionsTimedOut": machine.metric_timed_out(period=FIVE_MINUTES),
            "ExecutionsAborted": machine.metric_aborted(period=FIVE_MINUTES),
        }

    def _function_metrics(self) -> dict[str, cloudwatch.Metric]:
        metrics = {}
        for function in self._lifecycle.functions().values():
            name, lambda_function = function.node.id, function.lambda_function
            metrics[f"{name}Errors"] = lambda_function.metric_errors(period=FIVE_MINUTES)
            metrics[f"{name}Throttles"] = lambda_function.metric_throttles(period=FIVE_MINUTES)
        for grader in self._graders.names:
            for kind in ("Errors", "Throttles"):
                metrics[f"{pascal_case(grader)}Grader{kind}"] = self._grader_metric(grader, kind)
        return metrics

    def _grader_metric(self, grader: str, kind: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace="AWS/Lambda",
            metric_name=kind,
            dimensions_map={"FunctionName": self._settings.grader_function(grader)},
            statistic="Sum",
            period=FIVE_MINUTES,
        )

    def _wait_metrics(self) -> dict[str, cloudwatch.Metric]:
        def metric(name: str, statistic: str) -> cloudwatch.Metric:
            return cloudwatch.Metric(
                namespace=self._settings.metric_namespace,
                metric_name=name,
                statistic=statistic,
                period=FIVE_MINUTES,
            )

        return {"OldestWait": metric("OldestWait", "Maximum"), "Sweeps": metric("Sweeps", "Sum")}

    def _alarm_on_waits(self, metrics: dict[str, cloudwatch.Metric]) -> None:
        longest = self._settings.customization_deadline.plus(SETTLING_SLACK)
        self._alarm(
            "OldestWait",
            metrics["OldestWait"],
            "a wait has outlived its deadline: settle_waits does not end it",
            threshold=longest.to_seconds(),
        )
        self._alarm(
            "Sweeps",
            metrics["Sweeps"],
            "the schedule does not run: no wait is settled",
            threshold=1,
            comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            evaluation_periods=2,
            treat_missing_data=cloudwatch.TreatMissingData.BREACHING,
        )

    def _alarm(self, name: str, metric: cloudwatch.Metric, meaning: str, **condition: Any) -> None:
        at_least_one = {
            "threshold": 1,
            "comparison_operator": (
                cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
            ),
            "evaluation_periods": 1,
            "treat_missing_data": cloudwatch.TreatMissingData.NOT_BREACHING,
        }
        alarm = cloudwatch.Alarm(
            self,
            f"{name}Alarm",
            metric=metric,
            alarm_description=f"{meaning}. Runbook: {RUNBOOK}#{runbook_section(name)}",
            **{**at_least_one, **condition},
        )
        alarm.add_alarm_action(cloudwatch_actions.SnsAction(self.alarm_topic))
        alarm.add_ok_action(cloudwatch_actions.SnsAction(self.alarm_topic))

    def _dashboard(
        self,
        executions: dict[str, cloudwatch.Metric],
        functions: dict[str, cloudwatch.Metric],
        queues_and_waits: dict[str, cloudwatch.Metric],
    ) -> None:
        dashboard = cloudwatch.Dashboard(self, "Dashboard")
        rows = {
            "Runs": list(executions.values()),
            "Functions": list(functions.values()),
            "Dead letters and waits": list(queues_and_waits.values()),
        }
        for title, metrics in rows.items():
            dashboard.add_widgets(cloudwatch.GraphWidget(title=title, left=metrics, width=24))


def runbook_section(alarm: str) -> str:
    """All functions share the sections on errors and on throttles."""
    for shared in ("Errors", "Throttles"):
        if alarm.endswith(shared):
            return f"function-{shared.lower()}"
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in alarm).strip("-")
