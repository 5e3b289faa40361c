"""Deploys the unmodified app to local accounts, once for all tests of this folder."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cdk import Cdk
from deployed import Deployed
from scenarios import Scenarios
from sweeps import TWO_SLOTS, Sweeps
from technique_runs import TechniqueRuns

from local.account import LocalAccount
from local.bedrock.settings import BedrockSettings
from local.settings import EngineSettings

# A minute of the schedule, and a second of the back-off, in real seconds: nobody waits for them.
SETTINGS = EngineSettings(
    minute_seconds=2.0,
    retry_second=0.02,
    lambda_environments=48,
    lambda_idle_seconds=300,
    bedrock=BedrockSettings(
        scheduled_customization_jobs=100,
        custom_model_deployments=100,
        custom_model_deployments_in_progress=100,
        custom_model_units=10,
        active_models=frozenset({"amazon.titan-text-express-v1", "cohere.command-text-v14"}),
        imported_models=100,
    ),
)


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAccount]:
    with LocalAccount(tmp_path_factory.mktemp("account"), SETTINGS) as account:
        yield account


@pytest.fixture(scope="session")
def cdk(account: LocalAccount, tmp_path_factory: pytest.TempPathFactory) -> Cdk:
    return Cdk(tmp_path_factory.mktemp("assembly"), account)


@pytest.fixture(scope="session")
def deployment(account: LocalAccount, cdk: Cdk) -> Deployed:
    cdk.deploy(account)
    return Deployed(account)


@pytest.fixture(scope="session")
def deployed(deployment: Deployed, request: pytest.FixtureRequest) -> Deployed:
    """What any collected test will wait for longest is under way while the others work."""
    used = {name for item in request.session.items for name in item.fixturenames}
    for name in ("scenarios", "techniques", "sweeps"):
        if name in used:
            request.getfixturevalue(name)
    return deployment


@pytest.fixture(scope="session")
def scenarios(deployment: Deployed) -> Scenarios:
    """All scenarios run at the same time; each test looks at its own."""
    return Scenarios(deployment)


@pytest.fixture(scope="session")
def techniques(deployment: Deployed) -> TechniqueRuns:
    return TechniqueRuns(deployment)


@pytest.fixture(scope="session")
def sweeps(tmp_path_factory: pytest.TempPathFactory, cdk: Cdk) -> Iterator[Sweeps]:
    settings = replace(SETTINGS, bedrock=TWO_SLOTS)
    with LocalAccount(tmp_path_factory.mktemp("two-slots"), settings) as account:
        cdk.deploy(account)
        yield Sweeps(Deployed(account))
