"""One local account for all tests of the engine, with time that runs a hundred times faster."""

import pytest

from local.account import LocalAccount
from local.settings import EngineSettings
from tests.local.resources import Resources

FAST = EngineSettings(minute_seconds=0.5, retry_second=0.02)


@pytest.fixture(scope="session")
def account(tmp_path_factory):
    with LocalAccount(tmp_path_factory.mktemp("engine"), FAST) as account:
        yield account


@pytest.fixture(scope="session")
def resources(account):
    return Resources(account)
