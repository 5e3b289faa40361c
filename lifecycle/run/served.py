"""What the steps of provisioning hand on: what was started, verified, and taken down again."""

from msgspec import Struct

from lifecycle.waits import Target


class StartedProvisioning(Struct, frozen=True):
    """`target` is what the run waits for next."""

    run_id: str
    target: Target
    serving_arn: str


class VerifiedDeployment(Struct, frozen=True):
    """`serving_arn` is what Converse and InvokeModel take as modelId."""

    run_id: str
    serving_arn: str
    prompts_answered: int


class ReleasedProvisioning(Struct, frozen=True):
    """What was taken down; empty where nothing was left that is billed."""

    run_id: str
    stopped_jobs: tuple[str, ...]
    deleted_deployments: tuple[str, ...]
    deleted_throughputs: tuple[str, ...]
    deleted_imports: tuple[str, ...] = ()
    abandoned_imports: tuple[str, ...] = ()
    """Import jobs that cannot be stopped: their models are deleted once they exist."""
