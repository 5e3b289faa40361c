"""Deploys the unmodified app to a local account, once for all tests of this folder."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cdk import Cdk
from deployed import Deployed
from scenarios import Scenarios
from technique_runs import TechniqueRuns

from local.account import LocalAccount
from local.bedrock.settings import BedrockSettings
from local.settings import EngineSettings

# A minute of the schedule, and a second of the back-off, in real seconds: nobody waits for them.
SETTINGS = EngineSettings(
    minute_seconds=2.0,
    retry_second=0.02,
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
def cdk(account: LocalAccount) -> Cdk:
    return Cdk(account)


@pytest.fixture(scope="session")
def deployed(account: LocalAccount, cdk: Cdk) -> Deployed:
    return Deployed(account)


@pytest.fixture(scope="session")
def scenarios(deployed: Deployed) -> Scenarios:
    """All scenarios run at the same time; each test looks at its own."""
    return Scenarios(deployed)


@pytest.fixture(scope="session")
def techniques(deployed: Deployed) -> TechniqueRuns:
    return TechniqueRuns(deployed)
