"""Shows a run while it goes on: a live table in a terminal, lines in a log, JSON for scripts.

Each view consumes the snapshots of `follow` and returns the last one.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from cli.following import RunSnapshot
from cli.history import StateVisit
from cli.terminal import in_words, print_json, progress

_DONE, _FAILED = Text("✔", "green"), Text("✘", "red")


def show(snapshots: Iterable[RunSnapshot]) -> RunSnapshot:
    return show_live(snapshots) if progress.is_terminal else show_log(snapshots)


def show_live(snapshots: Iterable[RunSnapshot]) -> RunSnapshot:
    """Redrawn in place; gone at the end, when the report takes its place."""
    latest: list[RunSnapshot] = []
    spinner = Spinner("dots")

    def frame() -> RenderableType:
        return _frame(latest[-1], spinner) if latest else ""

    with Live(get_renderable=frame, console=progress, transient=True, refresh_per_second=8):
        for snapshot in snapshots:
            latest.append(snapshot)
    return latest[-1]


def show_log(snapshots: Iterable[RunSnapshot]) -> RunSnapshot:
    """A line per state that ended, and per change of what is waited for."""
    shown: set[str] = set()
    for snapshot in snapshots:
        for line in _log_lines(snapshot):
            if line not in shown:
                shown.add(line)
                progress.print(line, markup=False, soft_wrap=True)
    return snapshot


def print_changes(snapshots: Iterable[RunSnapshot]) -> RunSnapshot:
    """A JSON line per state entered and per state ended."""
    printed: set[tuple[int, bool]] = set()
    for snapshot in snapshots:
        for number, state in enumerate(snapshot.states):
            for ended in (False, True):
                if (number, ended) not in printed and (not ended or not state.is_open):
                    printed.add((number, ended))
                    print_json(_change(snapshot.run_id, state, ended))
    return snapshot


def _change(run_id: str, state: StateVisit, ended: bool) -> dict[str, object]:
    if not ended:
        change = {"event": "entered", "at": state.entered_at}
    else:
        change = {
            "event": "failed" if state.error else "succeeded",
            "at": state.exited_at,
            "seconds": round(state.seconds(datetime.now(UTC)), 3),
            "error": state.error,
        }
    return {"run_id": run_id, "state": state.name, **change}


def _log_lines(snapshot: RunSnapshot) -> Iterator[str]:
    now = datetime.now(UTC)
    for state in snapshot.states:
        if not state.is_open:
            outcome = f"failed with {state.error}" if state.error else "done"
            yield f"{state.name:<24} {outcome} after {in_words(state.seconds(now))}"
    if snapshot.waiting_for:
        yield f"waiting: {snapshot.waiting_for}"


def _frame(snapshot: RunSnapshot, spinner: Spinner) -> RenderableType:
    now = datetime.now(UTC)
    elapsed = in_words(snapshot.seconds(now))
    table = Table.grid(padding=(0, 2))
    for state in snapshot.states:
        note = Text(snapshot.waiting_for if state.is_open else state.error or "", style="dim")
        table.add_row(_icon(state, spinner), state.name, in_words(state.seconds(now)), note)
    if not snapshot.started_at:
        table.add_row(spinner, "Waiting for", snapshot.waiting_for)
    return Group(Text.assemble((snapshot.run_id, "bold"), f"  {elapsed}"), table)


def _icon(state: StateVisit, spinner: Spinner) -> RenderableType:
    if state.is_open:
        return spinner
    return _FAILED if state.error else _DONE
