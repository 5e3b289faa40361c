"""What a grader must answer, and how a job ends that has one which does not."""

import pytest
from botocore.exceptions import ClientError

from tests.local.bedrock.reinforcing import GRADER, exact, failure, scored


def raising(samples):
    raise ValueError("there is no such schema")


def refusing(samples):
    raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "Invoke")


@pytest.mark.parametrize(
    ("grader", "problem"),
    [
        (raising, "failed: ValueError: there is no such schema"),
        (refusing, "can't be invoked: An error occurred (AccessDeniedException)"),
        (lambda samples: {"body": []}, "did not answer with a JSON array"),
        (lambda samples: exact(samples)[1:], "gave no score for the ids 0"),
        (lambda samples: [], "gave no score for the ids 0, 1, 2"),
        (lambda samples: [*exact(samples), 7], "not an object with an id"),
        (scored(float("nan")), "for id 0 with the aggregate_reward_score nan, which is not"),
        (scored(float("inf")), "aggregate_reward_score inf"),
        (scored("1"), "aggregate_reward_score '1'"),
        (scored(True), "aggregate_reward_score True"),
        (scored(None), "aggregate_reward_score None"),
    ],
)
def test_a_grader_that_breaks_its_contract_fails_the_job_and_is_named(bedrock, grader, problem):
    bedrock.graders.functions[GRADER] = grader
    message = failure(bedrock)
    assert message.startswith(f"The grader {GRADER} ")
    assert problem in message
