"""The composition root: stage -> stacks -> policy checks. The only reader of context."""

from typing import Any

from aws_cdk import App, Environment, PermissionsBoundary, Tags, Validations
from cdk_nag import AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks

from settings import STAGES, Settings
from stacks.access_stack import AccessStack
from stacks.foundation_stack import FoundationStack
from stacks.graders_stack import GradersStack
from stacks.lifecycle_stack import LifecycleStack
from stacks.monitoring_stack import MonitoringStack


def build(app: App, settings: Settings) -> None:
    environment = Environment(region=settings.region)
    boundary = settings.permissions_boundary
    shared: dict[str, Any] = {
        "settings": settings,
        "env": environment,
        "termination_protection": settings.deletion_protection,
        "permissions_boundary": PermissionsBoundary.from_name(boundary) if boundary else None,
    }
    foundation = FoundationStack(app, settings.stack_name("foundation"), **shared)
    graders = GradersStack(app, settings.stack_name("graders"), foundation=foundation, **shared)
    access = AccessStack(
        app, settings.stack_name("access"), foundation=foundation, graders=graders, **shared
    )
    lifecycle = LifecycleStack(
        app,
        settings.stack_name("lifecycle"),
        foundation=foundation,
        graders=graders,
        access=access,
        **shared,
    )
    MonitoringStack(
        app,
        settings.stack_name("monitoring"),
        foundation=foundation,
        graders=graders,
        lifecycle=lifecycle,
        **shared,
    )
    for key, value in {"project": settings.name_prefix, "stage": settings.stage}.items():
        Tags.of(app).add(key, value)
    for key, value in settings.tags.items():
        Tags.of(app).add(key, value)


def add_policy_checks(app: App) -> None:
    """`cdk synth` fails on a finding that no resource acknowledges with a reason."""
    Validations.of(app).add_plugins(
        AwsSolutionsChecks(app), NIST80053R5Checks(app), ServerlessChecks(app)
    )


def selected_settings(app: App) -> Settings:
    stage = app.node.try_get_context("stage") or "dev"
    if stage not in STAGES:
        raise SystemExit(
            f"unknown stage {stage!r}: choose one of {', '.join(STAGES)} with -c stage=…"
        )
    return STAGES[stage]


def main() -> None:
    app = App()
    build(app, selected_settings(app))
    add_policy_checks(app)
    app.synth()


if __name__ == "__main__":
    main()
