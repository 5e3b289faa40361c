"""The served engine: ministack with every extension of ours, until a signal ends it."""

import asyncio
import os
import resource
import signal
from contextvars import ContextVar
from typing import Any

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from ministack import app
from ministack.core import iam_evaluator

from local import (
    alarms,
    bedrock_endpoint,
    cloudformation,
    condition_keys,
    event_targets,
    identity,
    lambda_host,
    lambda_invocations,
    object_events,
    object_ranges,
    queue_metrics,
    schedules,
    service_access,
    state_machines,
)
from local.faults import with_faults
from local.hooks import require_hooks
from local.lambda_host import LambdaHost
from local.role_clients import RoleClients
from local.settings import EngineSettings

HOOKS = {
    "ministack.app": ("app", "AUTH", "BANNER", "pin_request_origin"),
    "ministack.core.iam_evaluator": ("_request_origin",),
}
GRACE_SECONDS = 1.0


def serve(settings: EngineSettings) -> None:
    require_hooks(HOOKS)
    _allow_many_connections()
    app.BANNER = "ministack starts on port {port}"
    _count_loopback_as_tls()
    cloudformation.extend()
    identity.extend()
    condition_keys.extend()
    service_access.extend()
    object_events.extend()
    object_ranges.extend()
    event_targets.extend()
    schedules.extend(settings)
    queue_metrics.extend()
    alarms.extend(settings)
    lambda_invocations.extend(settings)
    functions = lambda_host.extend(settings)
    state_machines.extend(settings, RoleClients(settings, "states").client)
    faults = bedrock_endpoint.extend(settings, functions.kill_environment_of)
    try:
        asyncio.run(_serve_until_signal(settings, with_faults(app.app, faults), functions))
    finally:
        functions.close()


def _count_loopback_as_tls() -> None:
    """Policies deny plain HTTP (aws:SecureTransport); loopback never leaves the machine."""
    secure_origin = ContextVar("origin of the request", default=("127.0.0.1", True))
    iam_evaluator._request_origin = secure_origin
    app.pin_request_origin = lambda source_ip, secure: secure_origin.set((source_ip, True))


async def _serve_until_signal(
    settings: EngineSettings, application: Any, functions: LambdaHost
) -> None:
    loop, signalled = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, signalled.set)

    async def shutdown_begins() -> None:
        await signalled.wait()
        functions.close()
        # Requests that still hang in worker threads must not keep the process alive.
        loop.call_later(GRACE_SECONDS, os._exit, 0)

    config = Config()
    config.bind = [f"127.0.0.1:{settings.port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = GRACE_SECONDS
    config.loglevel = "WARNING"
    await hypercorn_serve(application, config, shutdown_trigger=shutdown_begins)
    os._exit(0)


def _allow_many_connections() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
