"""Starts the engine in this process: sets ministack's environment, then serves it with ours."""

import os
from importlib import import_module

from local.settings import EngineSettings

BANNER = """\
Local AWS account {account_id} in {region} on {endpoint_url}

This is a stand-in, written to catch mistakes early. It is not AWS: what passes here
is no proof that it passes there, and its model quality and timings mean nothing.

{exports}
export CDK_HOME=$PWD/.cdk-home  # the CDK CLI remembers account ids; keep this one's apart
"""


def run(settings: EngineSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    os.environ.update(_ministack_environment(settings))
    print(banner(settings), flush=True)  # noqa: T201
    # Imported only now: ministack reads its configuration when it is imported.
    import_module("local.server").serve(settings)


def banner(settings: EngineSettings) -> str:
    variables = client_environment(settings)
    exports = "\n".join(f"export {name}={value}" for name, value in variables.items())
    return BANNER.format(
        account_id=settings.account_id,
        region=settings.region,
        endpoint_url=settings.endpoint_url,
        exports=exports,
    )


def client_environment(settings: EngineSettings) -> dict[str, str]:
    """The variables that point an AWS SDK or the CDK CLI at this engine, and at nothing else."""
    return {
        # ministack takes a twelve-digit access key as the root user of that account.
        "AWS_ACCESS_KEY_ID": settings.account_id,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": settings.region,
        "AWS_DEFAULT_REGION": settings.region,
        "AWS_ENDPOINT_URL": settings.endpoint_url,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        # Some operations prefix the host (sync-...), which an address cannot carry.
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }


def _ministack_environment(settings: EngineSettings) -> dict[str, str]:
    return {
        **client_environment(settings),
        "GATEWAY_PORT": str(settings.port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_ACCOUNT_ID": settings.account_id,
        "MINISTACK_REGION": settings.region,
        "AUTH": "true",
        "CLOUDTRAIL_RECORDING": "1",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": str(settings.minute_seconds),
        "LAMBDA_ASYNC_RETRY_MAX_SECONDS": str(5 * settings.minute_seconds),
    }
