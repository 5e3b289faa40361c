"""Synthesizes the app in this process, with the context that the CDK command line gives it."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aws_cdk import App

from app import build
from settings import PROD, JobNetwork, Settings, SourceLocation

ROOT = Path(__file__).parents[2]
STACKS = ("foundation", "graders", "access", "lifecycle", "monitoring")


def _elsewhere(bucket: str) -> SourceLocation:
    key = "arn:aws:kms:us-east-1:111122223333:key/1"
    return SourceLocation(bucket=bucket, prefix="bedrock/", key_arn=key)


# Production with every optional setting set.
GUARDED = replace(
    PROD,
    name_prefix="acme",
    permissions_boundary="TailorBoundary",
    job_network=JobNetwork(
        vpc_id="vpc-1", subnet_ids=("subnet-1", "subnet-2"), security_group_ids=("sg-1",)
    ),
    invocation_logs=(_elsewhere("acme-logs"),),
    model_weights=(_elsewhere("acme-models"),),
    tags={"cost-centre": "ml"},
)


def command_line_context() -> dict[str, Any]:
    """cdk.json's, and the construct paths that the command line adds by default."""
    context = json.loads((ROOT / "cdk.json").read_text("utf-8"))["context"]
    return {**context, "aws:cdk:enable-path-metadata": True}


@dataclass(frozen=True)
class Assembly:
    directory: Path
    settings: Settings

    def template(self, stack: str) -> dict[str, Any]:
        path = self.directory / f"{self.settings.stack_name(stack)}.template.json"
        template: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return template

    def asset(self, hash: str) -> Path:
        return self.directory / f"asset.{hash}"


def synthesize(settings: Settings, directory: Path) -> Assembly:
    app = App(context=command_line_context(), outdir=str(directory))
    build(app, settings)
    app.synth()
    return Assembly(directory, settings)
