"""What a stage and its settings change."""

from dataclasses import FrozenInstanceError

import pytest
from aws_cdk import App

from app import selected_settings
from settings import DEV, PROD, STAGES
from tests.stacks.deployment import Deployment
from tests.stacks.synthesis import STACKS, Assembly


def test_the_stage_is_dev_unless_the_context_names_another() -> None:
    assert selected_settings(App()) is DEV
    assert selected_settings(App(context={"stage": "prod"})) is PROD


def test_an_unknown_stage_is_refused_with_those_there_are() -> None:
    with pytest.raises(SystemExit, match="unknown stage 'live': choose one of dev, prod, local"):
        selected_settings(App(context={"stage": "live"}))


def test_every_stage_is_found_under_its_own_name() -> None:
    assert {name: settings.stage for name, settings in STAGES.items()} == {
        name: name for name in STAGES
    }


def test_settings_cannot_be_changed_after_the_fact() -> None:
    with pytest.raises(FrozenInstanceError):
        DEV.region = "us-west-2"  # type: ignore[misc]


def test_prefix_and_stage_name_the_stacks(guarded_assembly: Assembly) -> None:
    names = {path.name for path in guarded_assembly.directory.glob("*.template.json")}
    assert names == {f"acme-prod-{stack}.template.json" for stack in STACKS}


def test_prefix_and_stage_keep_metrics_and_parameters_apart(guarded: Deployment) -> None:
    settle_waits = guarded["lifecycle/SettleWaits/Function"]["Environment"]["Variables"]
    publish_run = guarded["lifecycle/PublishRun/Function"]["Environment"]["Variables"]
    assert settle_waits["METRIC_NAMESPACE"] == "acme/prod"
    assert publish_run["LIVE_PARAMETER_PREFIX"] == "/acme/prod/live"


def test_two_stages_of_one_account_share_no_name(dev: Deployment, guarded: Deployment) -> None:
    named = "lifecycle/Machine/Logs"
    assert dev[named]["LogGroupName"] != guarded[named]["LogGroupName"]


def test_own_tags_are_on_what_is_deployed(guarded: Deployment) -> None:
    assert {"Key": "cost-centre", "Value": "ml"} in guarded["foundation/IntakeBucket"]["Tags"]


def test_the_boundary_of_the_settings_bounds_every_role(guarded: Deployment) -> None:
    for path, role in guarded.of_type("AWS::IAM::Role"):
        assert role["PermissionsBoundary"].endswith(":policy/TailorBoundary"), path


def test_no_role_is_bounded_without_a_boundary_in_the_settings(dev: Deployment) -> None:
    bounded = [p for p, role in dev.of_type("AWS::IAM::Role") if "PermissionsBoundary" in role]
    assert bounded == []


def test_the_network_of_the_settings_reaches_the_job(guarded: Deployment) -> None:
    variables = guarded["lifecycle/StartCustomization/Function"]["Environment"]["Variables"]
    assert variables["JOB_SUBNET_IDS"] == "subnet-1,subnet-2"
    assert variables["JOB_SECURITY_GROUP_IDS"] == "sg-1"


def test_production_logs_last_for_a_year(guarded: Deployment) -> None:
    days = {group["RetentionInDays"] for _, group in guarded.of_type("AWS::Logs::LogGroup")}
    assert days == {365}
