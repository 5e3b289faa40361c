"""What a person sees of a run in a terminal."""

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from cli import run_views
from cli.following import RunSnapshot
from cli.history import visits
from tests.cli.run_samples import RUN, History


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=100, color_system=None)
    monkeypatch.setattr(run_views, "progress", console)
    return written


def snapshots() -> Iterator[RunSnapshot]:
    history = History()
    history.visit("Accept request")
    history.visit("Prepare data", error="DatasetRejected")
    history.enter("Customize", kind="Map")
    history.enter("Wait for customization")
    yield RunSnapshot(RUN, "NOT_STARTED", waiting_for="the files to settle")
    running = RunSnapshot(RUN, "RUNNING", visits(history.events), waiting_for="the job: training")
    yield running
    yield RunSnapshot(RUN, "SUCCEEDED", running.states)


def test_the_live_table_marks_what_is_done_what_failed_and_what_is_waited_for(
    terminal: io.StringIO,
) -> None:
    last = run_views.show(snapshots())
    shown = terminal.getvalue()
    assert last.status == "SUCCEEDED"
    assert "✔  Accept request" in shown
    assert "✘  Prepare data" in shown
    assert "  Wait for customization" in shown


def test_where_the_output_is_no_terminal_each_change_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(run_views, "progress", Console(file=written, width=100))
    run_views.show(snapshots())
    assert written.getvalue().splitlines() == [
        "waiting: the files to settle",
        "Accept request            done after 3.0 s",
        "Prepare data              failed with DatasetRejected after 3.0 s",
        "waiting: the job: training",
    ]
