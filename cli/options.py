"""The options that several commands share."""

from typing import Annotated

import typer

DEFAULT_STAGE = "dev"

Stage = Annotated[str, typer.Option(envvar="TAILOR_STAGE", help="The deployed stage to work with.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]
