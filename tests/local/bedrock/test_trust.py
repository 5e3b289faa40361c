import pytest

from local.bedrock.customization.trust import may_assume

JOB = (
    "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/amazon.nova-micro-v1:0:128k/a1"
)


def statement(**changes):
    return {
        "Effect": "Allow",
        "Principal": {"Service": "bedrock.amazonaws.com"},
        "Action": "sts:AssumeRole",
        **changes,
    }


def assumable(*statements):
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    return may_assume(policy, source_account="111122223333", source_arn=JOB)


def conditioned(operator, key, value):
    return statement(Condition={operator: {key: value}})


@pytest.mark.parametrize(
    "trusting",
    [
        statement(),
        statement(Principal={"Service": ["lambda.amazonaws.com", "bedrock.amazonaws.com"]}),
        statement(Action=["sts:TagSession", "sts:AssumeRole"]),
        statement(Action="sts:*"),
        conditioned("StringEquals", "aws:SourceAccount", "111122223333"),
        conditioned("StringEquals", "AWS:sourceaccount", ["1", "111122223333"]),
        conditioned("StringNotEquals", "aws:SourceAccount", "444455556666"),
        conditioned("ArnEquals", "aws:SourceArn", JOB),
        conditioned("ArnEquals", "aws:SourceArn", JOB.rpartition("/")[0] + "/*"),
        conditioned("ArnLike", "aws:SourceArn", "arn:aws:bedrock:*:111122223333:*"),
        conditioned("StringLike", "aws:SourceArn", "arn:aws:bedrock:us-east-1*"),
        conditioned("StringEqualsIfExists", "aws:PrincipalOrgID", "o-1"),
    ],
)
def test_a_policy_that_lets_bedrock_in_is_enough(trusting):
    assert assumable(trusting)


@pytest.mark.parametrize(
    "distrusting",
    [
        statement(Principal={"Service": "lambda.amazonaws.com"}),
        statement(Principal={"AWS": "arn:aws:iam::111122223333:root"}),
        statement(Action="sts:TagSession"),
        conditioned("StringEquals", "aws:SourceAccount", "444455556666"),
        conditioned("StringNotEquals", "aws:SourceAccount", "111122223333"),
        conditioned("ArnEquals", "aws:SourceArn", JOB.replace("us-east-1", "us-west-2")),
        conditioned("ArnLike", "aws:SourceArn", "arn:aws:bedrock:*"),
        conditioned("ArnLike", "aws:SourceArn", JOB.replace("customization", "import")),
        conditioned("StringEquals", "aws:PrincipalOrgID", "o-1"),
        conditioned("NumericEquals", "aws:SourceAccount", "111122223333"),
    ],
)
def test_a_policy_that_does_not_mean_bedrock_or_this_job_is_not_enough(distrusting):
    assert not assumable(distrusting)


def test_a_denial_wins_over_permission():
    assert not assumable(statement(), statement(Effect="Deny"))


def test_all_conditions_of_a_statement_must_hold():
    both = {"StringEquals": {"aws:SourceAccount": "111122223333", "aws:SourceArn": "other"}}
    assert not assumable(statement(Condition=both))


def test_a_policy_without_statements_trusts_nobody():
    assert not may_assume({}, source_account="1", source_arn=JOB)
