"""Two deployments, synthesized once: the dev stage, and production with every option set."""

from typing import Any

import pytest
from aws_cdk.assertions import Template

from settings import DEV
from tests.stacks.deployment import Deployment
from tests.stacks.synthesis import GUARDED, STACKS, Assembly, synthesize


@pytest.fixture(scope="session")
def dev_assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return synthesize(DEV, tmp_path_factory.mktemp("dev"))


@pytest.fixture(scope="session")
def guarded_assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return synthesize(GUARDED, tmp_path_factory.mktemp("guarded"))


@pytest.fixture(scope="session")
def dev(dev_assembly: Assembly) -> Deployment:
    return _deployment(dev_assembly)


@pytest.fixture(scope="session")
def guarded(guarded_assembly: Assembly) -> Deployment:
    return _deployment(guarded_assembly)


def _deployment(assembly: Assembly) -> Deployment:
    return Deployment({stack: assembly.template(stack) for stack in STACKS})


@pytest.fixture(scope="session")
def definition(dev: Deployment) -> dict[str, Any]:
    return dev.definition


@pytest.fixture(scope="session")
def foundation(dev_assembly: Assembly) -> Template:
    return Template.from_json(dev_assembly.template("foundation"))


@pytest.fixture(scope="session")
def access(dev_assembly: Assembly) -> Template:
    return Template.from_json(dev_assembly.template("access"))


@pytest.fixture(scope="session")
def lifecycle(dev_assembly: Assembly) -> Template:
    return Template.from_json(dev_assembly.template("lifecycle"))


@pytest.fixture(scope="session")
def monitoring(dev_assembly: Assembly) -> Template:
    return Template.from_json(dev_assembly.template("monitoring"))
