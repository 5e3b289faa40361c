"""One function per step of the state machine, each with its own permissions."""

from aws_cdk import Duration, Size
from constructs import Construct

from lifecycle.environment import StepEnvironment
from settings import Settings
from stacks.construct_id import pascal_case
from stacks.function import Function, Platform, Sizes
from stacks.permissions import customizing, ending, importing, landing, preparing, serving, waiting
from stacks.permissions.resources import Resources
from stacks.permissions.statements import Permissions


def lifecycle_steps(
    scope: Construct, platform: Platform, environment: StepEnvironment, resources: Resources
) -> dict[str, Function]:
    """By the file in lambdas/."""
    permissions = step_permissions(resources)
    sizes = step_sizes(platform.settings)
    return {
        step: Function(
            scope,
            pascal_case(step),
            module=step,
            platform=platform,
            environment=environment,
            permissions=permissions[step],
            sizes=sizes.get(step),
        )
        for step in permissions
    }


def step_permissions(resources: Resources) -> dict[str, Permissions]:
    return {
        "accept_request": landing.accept_request(resources),
        "plan_scan": preparing.plan_scan(resources),
        "scan_range": preparing.scan_range(resources),
        "record_range_failure": preparing.record_range_failure(resources),
        "merge_scans": preparing.merge_scans(resources),
        "prepare_data": preparing.prepare_data(resources),
        "start_customization": customizing.start_customization(resources),
        "register_wait": waiting.register_wait(resources),
        "collect_metrics": customizing.collect_metrics(resources),
        "abandon_trial": customizing.abandon_trial(resources),
        "choose_model": customizing.choose_model(resources),
        "check_weights": importing.check_weights(resources),
        "start_import": importing.start_import(resources),
        "collect_import": importing.collect_import(resources),
        "start_provisioning": serving.start_provisioning(resources),
        "verify_deployment": serving.verify_deployment(resources),
        "publish_run": ending.publish_run(resources),
        "release_provisioning": ending.release_provisioning(resources),
        "record_failure": ending.record_failure(resources),
    }


def step_sizes(settings: Settings) -> dict[str, Sizes]:
    """Of the steps that read whole datasets, prepare_data through its disk; and of the one that
    must end before the execution does of which it records the failure."""
    longest = Duration.minutes(15)
    preparation, merge = settings.preparation_memory_mib, settings.merge_memory_mib
    return {
        "scan_range": Sizes(memory_mib=preparation, storage=Size.gibibytes(1)),
        "record_range_failure": Sizes(timeout=Duration.seconds(20)),
        "merge_scans": Sizes(timeout=longest, memory_mib=merge),
        "prepare_data": Sizes(timeout=longest, memory_mib=preparation, storage=Size.gibibytes(10)),
    }
