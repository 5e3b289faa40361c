"""`cdk synth` with the policy checks on: AwsSolutions, NIST 800-53 R5, Serverless."""

import difflib
from pathlib import Path

import pytest

from tests.stacks.policy_checks import PACKS, Checked, check, line
from tests.stacks.synthesis import ROOT, STACKS, Assembly

GOLDEN = Path(__file__).parent / "acknowledgements.txt"
FOUND = ROOT / "build" / "acknowledgements.txt"


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return check(tmp_path_factory.mktemp("checked"), "app.py")


def test_the_app_passes_without_credentials_docker_or_network(checked: Checked) -> None:
    assert checked.exit_code == 0, checked.errors


def test_no_pack_finds_anything(checked: Checked) -> None:
    assert checked.packs() >= PACKS
    assert checked.violations() == []


def test_every_acknowledgement_gives_its_reason(checked: Checked) -> None:
    silent = [line(entry) for entry in checked.suppressed() if len(entry["reason"]) < 20]
    assert silent == []


def test_every_acknowledgement_is_listed(checked: Checked) -> None:
    found = sorted({line(entry) for entry in checked.suppressed()})
    listed = GOLDEN.read_text("utf-8").splitlines()
    FOUND.write_text("\n".join(found) + "\n", "utf-8")
    difference = difflib.unified_diff(listed, found, "listed", "found", lineterm="", n=0)
    how = f"If each change is meant: cp {FOUND.relative_to(ROOT)} {GOLDEN.relative_to(ROOT)}"
    assert found == listed, "\n".join([*difference, how])


def test_no_acknowledgement_outlives_its_finding(checked: Checked) -> None:
    used = {(entry["acknowledgedAt"], entry["acknowledgedId"]) for entry in checked.suppressed()}
    assert set(checked.acknowledgements()) - used == set()


def test_a_second_synth_in_another_process_is_byte_identical(
    checked: Checked, dev_assembly: Assembly
) -> None:
    for stack in STACKS:
        for kind in ("template", "assets"):
            name = f"{dev_assembly.settings.stack_name(stack)}.{kind}.json"
            first, second = dev_assembly.directory / name, checked.directory / name
            assert first.read_bytes() == second.read_bytes(), name


def test_a_careless_bucket_is_the_one_thing_that_stops_the_full_app(tmp_path: Path) -> None:
    """With every option set, so that nothing that an option adds goes unchecked."""
    careless = check(tmp_path, "-m", "tests.stacks.careless_app")
    assert careless.exit_code != 0
    assert {violation.split(" | ")[0] for violation in careless.violations()} == {
        "Careless/Bucket/Resource"
    }
    assert "Careless/Bucket/Resource | AwsSolutions-S10" in careless.violations()
