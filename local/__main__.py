"""`python -m local`: serve the local account in the foreground."""

import argparse
from dataclasses import replace

import msgspec

from local.engine import run
from local.settings import EngineSettings


def settings_from(arguments: list[str] | None = None) -> EngineSettings:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("--port", type=int)
    parser.add_argument(
        "--settings", default="{}", help='JSON of local.settings, as {"minute_seconds": 1}'
    )
    options = parser.parse_args(arguments)
    settings = msgspec.json.decode(options.settings, type=EngineSettings)
    return replace(settings, port=options.port or settings.port)


if __name__ == "__main__":
    run(settings_from())
