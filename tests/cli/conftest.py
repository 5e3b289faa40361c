"""The command as a person runs it, in an AWS account that is made of memory."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from cli import following
from cli.main import app
from tests.cli.fake_aws import FakeAws

Tailor = Callable[..., Result]


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> FakeAws:
    aws = FakeAws()
    monkeypatch.setattr("cli.account.boto3.Session", aws.session)
    for name in ("AWS_REGION", "TAILOR_STAGE", "TAILOR_NAME_PREFIX", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    return aws


@pytest.fixture
def tailor() -> Tailor:
    """Runs `tailor` with the given arguments; its result has stdout, stderr and exit_code."""

    def run(*arguments: object) -> Result:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture(autouse=True)
def moments(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What happens in the account while a command pauses, step by step; no real time passes."""
    planned: list[Callable[[], None]] = []

    class Clock:
        now = 0.0

        @classmethod
        def monotonic(cls) -> float:
            return cls.now

        @classmethod
        def sleep(cls, seconds: float) -> None:
            cls.now += seconds
            if planned:
                planned.pop(0)()

    monkeypatch.setattr(following, "time", Clock)
    return planned
