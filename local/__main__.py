"""`python -m local`: serve the local account in the foreground; each setting is an option."""

import argparse
from dataclasses import fields

from local.engine import run
from local.settings import EngineSettings


def settings_from(arguments: list[str] | None = None) -> EngineSettings:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    for field in fields(EngineSettings):
        option = f"--{field.name.replace('_', '-')}"
        parser.add_argument(option, type=type(field.default), default=field.default)
    return EngineSettings(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    run(settings_from())
