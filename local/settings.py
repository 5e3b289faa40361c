"""Everything tunable about one engine: where it listens, whose account, how fast time runs."""

from dataclasses import dataclass, field

from local.bedrock.settings import BedrockSettings


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    port: int = 4566
    account_id: str = "111122223333"
    region: str = "us-east-1"
    minute_seconds: float = 60.0
    """Real seconds that one minute of a rate() schedule or an asynchronous retry lasts."""
    retry_second: float = 1.0
    """Real seconds that one second of a state machine's Retry interval lasts."""
    lambda_environments: int = 32
    """Most Lambda execution environments (processes) alive at once; more invocations wait."""
    lambda_idle_seconds: float = 120.0
    """How long an execution environment may sit idle before it is ended."""
    bedrock: BedrockSettings = field(default_factory=BedrockSettings)

    @property
    def endpoint_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"
