"""Intrinsic functions resolve to what they stand for in the deployed stack."""

from typing import Any

import pytest

from local.deployed_state.intrinsics import Intrinsics
from local.deployed_state.stack import Stack

STACK_ID = "arn:aws:cloudformation:eu-west-1:111122223333:stack/app/1"
TEMPLATE = {
    "Conditions": {
        "IsTest": {"Fn::Equals": [{"Ref": "Stage"}, "test"]},
        "IsProd": {"Fn::Not": [{"Condition": "IsTest"}]},
    },
    "Mappings": {"Sizes": {"test": {"memory": 128}}},
    "Resources": {
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Bucket": {"Type": "AWS::S3::Bucket"},
        "Custom": {"Type": "Custom::Thing"},
    },
}


def _no_client(service: str) -> Any:
    raise AssertionError(f"{service} was called")


@pytest.fixture
def intrinsics() -> Intrinsics:
    stack = Stack(
        name="app",
        stack_id=STACK_ID,
        physical_ids={"Queue": "https://sqs/111122223333/q", "Bucket": "b", "Custom": "c"},
        parameters={"Stage": "test"},
        tags={},
        exports={"shared-key": "key-1"},
    )
    return Intrinsics(TEMPLATE, stack, _no_client)


@pytest.mark.parametrize(
    ("value", "resolved"),
    [
        ("plain", "plain"),
        ({"Ref": "Stage"}, "test"),
        ({"Ref": "Bucket"}, "b"),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Ref": "AWS::AccountId"}, "111122223333"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "arn:aws:sqs:eu-west-1:111122223333:q"),
        ({"Fn::GetAtt": "Queue.QueueName"}, "q"),
        ({"Fn::Join": ["/", ["a", {"Ref": "Stage"}, 1]]}, "a/test/1"),
        ({"Fn::Sub": "${Bucket.Arn}/${Stage}/${!literal}"}, "arn:aws:s3:::b/test/${literal}"),
        ({"Fn::Sub": ["${x}", {"x": {"Ref": "Bucket"}}]}, "b"),
        ({"Fn::ImportValue": "shared-key"}, "key-1"),
        ({"Fn::Select": [1, {"Fn::Split": [",", "a,b"]}]}, "b"),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "memory"]}, 128),
        ({"Fn::If": ["IsTest", "yes", "no"]}, "yes"),
        ({"Fn::If": ["IsProd", "yes", "no"]}, "no"),
        ({"a": {"Ref": "AWS::NoValue"}, "b": [{"Ref": "AWS::NoValue"}, 1]}, {"b": [1]}),
        ({"Condition": {"Bool": {"x": "y"}}}, {"Condition": {"Bool": {"x": "y"}}}),
    ],
)
def test_a_function_becomes_its_value(intrinsics: Intrinsics, value: Any, resolved: Any) -> None:
    assert intrinsics.resolve(value) == resolved


def test_an_unknown_function_is_an_error_that_names_it(intrinsics: Intrinsics) -> None:
    with pytest.raises(NotImplementedError, match="Fn::Transform"):
        intrinsics.resolve({"Fn::Transform": {}})


def test_a_property_that_cannot_be_known_says_why(intrinsics: Intrinsics) -> None:
    properties = {"Url": {"Fn::GetAtt": ["Custom", "Url"]}, "Gone": {"Ref": "AWS::NoValue"}}
    assert intrinsics.properties({"Properties": properties}) == {
        "Url": "not resolved (Fn::GetAtt Url of Custom::Thing cannot be read back)"
    }
