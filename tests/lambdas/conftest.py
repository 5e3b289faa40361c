"""An account of fakes that the handlers run in, and what they log."""

import io

import pytest

from lambdas.step import logger
from tests.lambdas.fakes.account import FakeAccount


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> FakeAccount:
    account = FakeAccount()
    account.enter(monkeypatch)
    return account


@pytest.fixture(autouse=True)
def logs(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """All that the handlers log, as the lines that would reach Amazon CloudWatch Logs."""
    written = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    return written
