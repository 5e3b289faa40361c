"""What can be tuned about the emulated service: its pace, and the quotas of the account."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BedrockSettings:
    phase_seconds: float = 0.3
    """Least duration of each of the three phases of a customization job."""
    deployment_seconds: float = 0.7
    """Until a deployment or a provisioned throughput serves, or has been updated."""

    imported_model_start_seconds: float = 0.7
    """Until a cold imported model serves; calls before are answered that it is not ready."""
    imported_model_idle_seconds: float = 300.0
    """Without a call until an imported model is cold again."""

    # Defaults of the service, from "Amazon Bedrock endpoints and quotas".
    scheduled_customization_jobs: int = 10
    custom_models: int = 100
    custom_model_deployments: int = 10
    custom_model_deployments_in_progress: int = 2
    custom_model_units: int = 0
    """Model units of provisioned throughput across custom models."""
    base_model_units: int = 0
    """Model units of provisioned throughput across base models."""

    imported_models: int = 3

    # Foundation model ids; one without version or context length stands for all that begin so.
    legacy_models: frozenset[str] = frozenset()
    """To be shown as LEGACY, whatever their real state."""
    active_models: frozenset[str] = frozenset()
    """To be offered in their regions and shown as ACTIVE, whatever their real state."""
