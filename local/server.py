"""The served engine: ministack with every extension of ours, until a signal ends it."""

import asyncio
import os
import signal

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from ministack import app

from local import cloudformation, identity, lambda_host, state_machines
from local.hooks import require_hooks
from local.lambda_host import LambdaHost
from local.role_clients import RoleClients
from local.settings import EngineSettings

HOOKS = {"ministack.app": ("app", "AUTH", "BANNER", "pin_request_origin")}
GRACE_SECONDS = 1


def serve(settings: EngineSettings) -> None:
    host = extend(settings)
    asyncio.run(_serve_until_signal(settings))
    host.close()
    # Requests that still hang in worker threads must not keep the process alive.
    os._exit(0)


def extend(settings: EngineSettings) -> LambdaHost:
    require_hooks(HOOKS)
    app.BANNER = "ministack starts on port {port}"
    _count_loopback_as_tls()
    cloudformation.extend()
    identity.extend()
    states = RoleClients(settings, "states")
    state_machines.extend(settings, lambda role_arn: states.client("lambda", role_arn))
    return lambda_host.extend(settings)


def _count_loopback_as_tls() -> None:
    """Policies deny plain HTTP (aws:SecureTransport); loopback never leaves the machine."""
    pin = app.pin_request_origin
    app.pin_request_origin = lambda source_ip, secure_transport: pin(source_ip, True)


async def _serve_until_signal(settings: EngineSettings) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    config = Config()
    config.bind = [f"127.0.0.1:{settings.port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = GRACE_SECONDS
    config.loglevel = "WARNING"
    await hypercorn_serve(app.app, config, shutdown_trigger=stopped.wait)
