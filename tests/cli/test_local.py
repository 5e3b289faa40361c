"""`tailor local`: the embedded account, served in the foreground."""

import pytest

from local.bedrock.settings import BedrockSettings
from local.settings import EngineSettings
from tests.cli.conftest import Tailor


def test_the_account_is_served_as_asked_and_the_next_commands_are_named(
    tailor: Tailor, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[EngineSettings] = []
    monkeypatch.setattr("cli.commands.local.run", served.append)
    result = tailor("local", "--port", 4999, "--minute-seconds", 2)
    assert served == [EngineSettings(port=4999, minute_seconds=2.0)]
    assert "npx cdk deploy --all -c stage=local" in result.stderr
    assert "tailor submit examples/fine-tuning --stage local --watch" in result.stderr


def test_the_account_may_be_elsewhere_and_offer_models_that_have_ended(
    tailor: Tailor, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[EngineSettings] = []
    monkeypatch.setattr("cli.commands.local.run", served.append)
    tailor("local", "--region", "us-west-2", "--active-model", "a", "--active-model", "b")
    offering = BedrockSettings(active_models=frozenset({"a", "b"}))
    assert served == [EngineSettings(region="us-west-2", bedrock=offering)]


@pytest.mark.parametrize("option", [("--port", 0), ("--minute-seconds", 0)])
def test_a_setting_that_cannot_work_is_refused(
    tailor: Tailor, monkeypatch: pytest.MonkeyPatch, option: tuple[str, int]
) -> None:
    monkeypatch.setattr("cli.commands.local.run", pytest.fail)
    assert tailor("local", *option).exit_code == 2
