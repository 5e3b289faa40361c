"""The `tailor` command, composed of its subcommands. Expected problems end without a traceback."""

from typing import Any

import typer
from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from typer.core import TyperGroup

from cli.commands.ask import ask
from cli.commands.demo import demo
from cli.commands.local import local
from cli.commands.models import models
from cli.commands.runs import runs
from cli.commands.submit import submit
from cli.commands.validate import validate
from cli.commands.watch import watch
from cli.errors import exit_status, no_access
from cli.terminal import show_error
from lifecycle.errors import TailorError


class Commands(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except TailorError as error:
            show_error(str(error))
            raise typer.Exit(exit_status(error)) from error
        except (ClientError, BotoCoreError, Boto3Error) as error:
            explained = no_access(error)
            show_error(str(explained))
            raise typer.Exit(exit_status(explained)) from error


app = typer.Typer(
    name="tailor",
    cls=Commands,
    help="Customize Amazon Bedrock models: check the data, submit a job, watch it, ask the model.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (validate, submit, watch, runs, ask, local, demo):
    app.command()(command)
app.add_typer(models, name="models")
