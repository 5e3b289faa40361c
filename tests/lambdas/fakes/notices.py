"""Amazon SNS, Amazon CloudWatch and the SSM parameter store in memory: what has been written."""

import re
from typing import Any

from tests.lambdas.fakes.client import Answer, FakeClient, Journal

# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
SUBJECT = re.compile(r"[!-~][ -~]{0,98}")
# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
PARAMETER_NAME = re.compile(r"(?!/?(aws|ssm))[\w.\-/]{1,1011}", re.ASCII | re.IGNORECASE)


class FakeSns(FakeClient):
    service = "sns"
    refusal = "InvalidParameter"

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.messages: list[dict[str, str]] = []

    def publish(self, *, TopicArn: str, Subject: str, Message: str) -> Answer:
        if not SUBJECT.fullmatch(Subject) or not Message:
            raise self.error("Publish", "InvalidParameter", Subject)
        self.messages.append({"subject": Subject, "message": Message})
        return {"MessageId": str(len(self.messages))}


class FakeSsm(FakeClient):
    service = "ssm"

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.parameters: dict[str, str] = {}

    def put_parameter(self, *, Name: str, Value: str, Type: str, Overwrite: bool) -> Answer:
        if not PARAMETER_NAME.fullmatch(Name):
            raise self.error("PutParameter", "ParameterPatternMismatchException", Name)
        if Name in self.parameters and not Overwrite:
            raise self.error("PutParameter", "ParameterAlreadyExists", Name)
        self.parameters[Name] = Value
        return {"Version": 1, "Tier": "Standard"}

    def get_parameter(self, *, Name: str) -> Answer:
        if Name not in self.parameters:
            raise self.error("GetParameter", "ParameterNotFound", Name)
        return {"Parameter": {"Name": Name, "Type": "String", "Value": self.parameters[Name]}}


class FakeCloudWatch(FakeClient):
    service = "cloudwatch"
    refusal = "InvalidParameterValue"

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.metrics: dict[str, float] = {}

    def put_metric_data(self, *, Namespace: str, MetricData: list[dict[str, Any]]) -> Answer:
        self.metrics |= {datum["MetricName"]: datum["Value"] for datum in MetricData}
        return {}
