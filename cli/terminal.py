"""Where a command writes: results on stdout, everything about the way there on stderr."""

from typing import Any

import msgspec
import typer
from rich.console import Console

results = Console(highlight=False)
progress = Console(stderr=True, highlight=False)


def print_json(document: Any) -> None:
    """One line on stdout, for scripts."""
    typer.echo(msgspec.json.encode(document).decode())


def suggest(*commands: str) -> None:
    """The next useful commands."""
    for command in commands:
        progress.print(f"[dim]next:[/] [bold]{command}[/]", soft_wrap=True)


def show_error(message: str) -> None:
    progress.print(message, style="red", markup=False, soft_wrap=True)


def in_words(seconds: float) -> str:
    """12.3 s, 4 min 05 s, 3 h 20 min"""
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"
