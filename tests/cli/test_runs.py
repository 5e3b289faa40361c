"""`tailor runs`: what became of each run, newest first."""

import json

from tests.cli.conftest import Tailor
from tests.cli.fake_aws import FakeAws
from tests.cli.run_samples import History, add_failed_run, add_run, add_succeeded_run

REASON = "TLR-201: the dataset has 3 errors\nWhat to do: write a text"


def test_runs_are_listed_newest_first_with_the_reason_of_a_failure_in_one_line(
    aws: FakeAws, tailor: Tailor
) -> None:
    add_failed_run(aws, REASON, run="older-1")
    add_succeeded_run(aws, run="newer-2")
    listed = json.loads(tailor("runs", "--json").stdout)
    assert [(run["run_id"], run["status"], run["seconds"], run["reason"]) for run in listed] == [
        ("newer-2", "SUCCEEDED", 90.0, None),
        ("older-1", "FAILED", 90.0, "TLR-201: the dataset has 3 errors"),
    ]


def test_a_run_id_is_never_cut_off(aws: FakeAws, tailor: Tailor) -> None:
    run = "a-rather-long-name-of-a-job-1234-0123456789abcdef"
    add_failed_run(aws, REASON, run=run)
    result = tailor("runs")
    assert run in result.stdout
    assert f"next: tailor watch {run}" in result.stderr


def test_a_run_that_goes_on_has_no_reason(aws: FakeAws, tailor: Tailor) -> None:
    add_run(aws, History(), "RUNNING")
    (run,) = json.loads(tailor("runs", "--json").stdout)
    assert (run["status"], run["reason"]) == ("RUNNING", None)
    assert run["seconds"] > 0


def test_no_more_runs_are_listed_than_asked_for(aws: FakeAws, tailor: Tailor) -> None:
    for number in range(3):
        add_succeeded_run(aws, run=f"run-{number}")
    listed = json.loads(tailor("runs", "--limit", 2, "--json").stdout)
    assert [run["run_id"] for run in listed] == ["run-2", "run-1"]


def test_an_account_without_runs_says_how_to_start_one(aws: FakeAws, tailor: Tailor) -> None:
    result = tailor("runs")
    assert result.exit_code == 0
    assert "no runs yet in stage dev" in result.stdout
    assert "tailor submit DIR" in result.stderr
