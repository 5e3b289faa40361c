"""Policies that bind a permission to a condition key of the request."""

import json

import pytest
from botocore.exceptions import ClientError

from local.account import LocalAccount

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
    ],
}
ONE_NAMESPACE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "cloudwatch:PutMetricData",
            "Resource": "*",
            "Condition": {"StringEquals": {"cloudwatch:namespace": "ours"}},
        }
    ],
}


@pytest.fixture(scope="module")
def cloudwatch(account: LocalAccount) -> object:
    iam = account.client("iam")
    role = iam.create_role(RoleName="metrics", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.put_role_policy(
        RoleName="metrics", PolicyName="metrics", PolicyDocument=json.dumps(ONE_NAMESPACE)
    )
    session = account.client("sts").assume_role(
        RoleArn=role["Role"]["Arn"], RoleSessionName="test"
    )["Credentials"]
    return account.client(
        "cloudwatch",
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )


def test_metrics_go_into_the_namespace_that_the_policy_names(cloudwatch: object) -> None:
    cloudwatch.put_metric_data(Namespace="ours", MetricData=[{"MetricName": "m", "Value": 1}])


def test_metrics_of_another_namespace_are_refused(cloudwatch: object) -> None:
    with pytest.raises(ClientError, match="not authorized"):
        cloudwatch.put_metric_data(Namespace="theirs", MetricData=[{"MetricName": "m", "Value": 1}])
