"""Runs Python functions under AWS's own runtime client instead of ministack's worker."""

import io
import json
import shutil
import tempfile
import threading
import zipfile
from itertools import count
from pathlib import Path
from typing import Any

from ministack.core.responses import get_region
from ministack.services import lambda_svc

from local.engine import client_environment
from local.hooks import require_hooks
from local.identity import session_for
from local.lambda_environment import ExecutionEnvironment, FunctionBundle
from local.lambda_pool import EnvironmentPool, NoEnvironmentFree
from local.lambda_runtime_api import Invocation
from local.lambda_runtime_packages import link_runtime_packages
from local.settings import EngineSettings

HOOKS = {
    "ministack.services.lambda_svc": (
        "_execute_function_warm",
        "_resolve_layer_zip",
        "_runtime_env_vars",
        "_throttle_response",
        "_xray_trace_id_for_invocation",
    )
}
# What an environment is started from; a change of any of these needs a new one.
STARTED_FROM = (
    "FunctionArn",
    "CodeSha256",
    "Handler",
    "Role",
    "Environment",
    "Layers",
    "MemorySize",
    "LoggingConfig",
)

Function = dict[str, Any]


def extend(settings: EngineSettings) -> "LambdaHost":
    require_hooks(HOOKS)
    host = LambdaHost(settings)
    execute_elsewhere = lambda_svc._execute_function_warm

    def execute(function: Function, event: Any, request_id: str) -> dict[str, Any]:
        runtime = _configuration(function).get("Runtime", "")
        run = host.execute if runtime.startswith("python") else execute_elsewhere
        result: dict[str, Any] = run(function, event, request_id)
        return result

    lambda_svc._execute_function_warm = execute
    return host


class LambdaHost:
    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._directory = Path(tempfile.mkdtemp(prefix="local-lambda-"))
        self._runtime_packages = link_runtime_packages(self._directory / "runtime")
        self._unpacking = threading.Lock()
        self._unpacked_at: dict[bytes, Path] = {}
        self._environment_numbers = count(1)
        self._pool = EnvironmentPool(settings.lambda_environments, settings.lambda_idle_seconds)
        self.kill_environment_of = self._pool.kill_environment_of

    def execute(self, function: Function, event: Any, request_id: str) -> dict[str, Any]:
        """One invocation, answered in the shape of ministack's own executors."""
        configuration = _configuration(function)
        invocation = Invocation(
            function_arn=configuration["FunctionArn"],
            event=json.dumps(event).encode(),
            request_id=request_id,
            timeout_seconds=float(configuration.get("Timeout", 3)),
            trace_id=lambda_svc._xray_trace_id_for_invocation(configuration),
        )
        key = json.dumps([configuration.get(name) for name in STARTED_FROM], default=str)
        try:
            with self._pool.borrowed(key, lambda: self._started(function)) as environment:
                outcome, log = environment.invoke(invocation)
        except NoEnvironmentFree as error:
            reason = "ConcurrentInvocationLimitExceeded"
            throttled: dict[str, Any] = lambda_svc._throttle_response(reason, str(error))
            return throttled
        result = {"body": json.loads(outcome.body or b"null"), "log": log}
        return {**result, "error": True} if outcome.failed else result

    def close(self) -> None:
        self._pool.end_all()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _started(self, function: Function) -> ExecutionEnvironment:
        configuration = _configuration(function)
        task = self._unpacked(function["code_zip"])
        bundle = FunctionBundle(
            handler=configuration["Handler"],
            task_directory=task,
            import_path=(task, *self._layers(configuration), self._runtime_packages),
            variables=self._variables(configuration),
        )
        scratch = self._directory / f"environment-{next(self._environment_numbers)}"
        environment = ExecutionEnvironment(bundle, scratch)
        environment.initialize()
        return environment

    def _layers(self, configuration: dict[str, Any]) -> list[Path]:
        layers = map(lambda_svc._resolve_layer_zip, configuration.get("Layers") or [])
        return [self._unpacked(layer) / "python" for layer in layers if layer]

    def _unpacked(self, archive: bytes) -> Path:
        with self._unpacking:
            if archive not in self._unpacked_at:
                directory = self._directory / f"code-{len(self._unpacked_at) + 1}"
                zipfile.ZipFile(io.BytesIO(archive)).extractall(directory)
                self._unpacked_at[archive] = directory
            return self._unpacked_at[archive]

    def _variables(self, configuration: dict[str, Any]) -> dict[str, str]:
        name = configuration["FunctionName"]
        role = session_for(configuration["Role"], name)
        logging = configuration.get("LoggingConfig") or {}
        return {
            **client_environment(self._settings),
            "AWS_REGION": get_region(),
            "AWS_DEFAULT_REGION": get_region(),
            "AWS_ACCESS_KEY_ID": role.access_key_id,
            "AWS_SECRET_ACCESS_KEY": role.secret_access_key,
            "AWS_SESSION_TOKEN": role.session_token,
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{configuration['Runtime']}",
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_VERSION": configuration.get("Version", "$LATEST"),
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(configuration.get("MemorySize", 128)),
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": logging.get("LogGroup") or f"/aws/lambda/{name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": "local",
            "AWS_LAMBDA_LOG_FORMAT": logging.get("LogFormat", "Text"),
            "AWS_LAMBDA_LOG_LEVEL": logging.get("ApplicationLogLevel", ""),
            **lambda_svc._runtime_env_vars(configuration),
        }


def _configuration(function: Function) -> dict[str, Any]:
    configuration: dict[str, Any] = function.get("config") or function
    return configuration
