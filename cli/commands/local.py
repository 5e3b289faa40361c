"""`tailor local`: the embedded AWS account, in the foreground until Ctrl-C."""

from typing import Annotated

import typer

from cli.terminal import progress, suggest
from local.bedrock.settings import BedrockSettings
from local.engine import run
from local.settings import EngineSettings


def local(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to listen.")] = 4566,
    minute_seconds: Annotated[
        float, typer.Option(min=0.1, help="Real seconds that a scheduled minute lasts.")
    ] = 60.0,
    region: Annotated[str, typer.Option(help="The region that the account is in.")] = "us-east-1",
    active_model: Annotated[
        list[str] | None,
        typer.Option(help="A model that has ended, to be offered all the same; can be repeated."),
    ] = None,
) -> None:
    """Serve a local AWS account: a stand-in for trying things out, no proof for AWS."""
    progress.print("Paste the exports below into another terminal. There:")
    suggest(
        "npx cdk bootstrap -c stage=local && npx cdk deploy --all -c stage=local",
        "tailor submit examples/fine-tuning --stage local --watch",
    )
    bedrock = BedrockSettings(active_models=frozenset(active_model or ()))
    run(EngineSettings(port=port, region=region, minute_seconds=minute_seconds, bedrock=bedrock))
