"""Shows a run while it goes on: a live table in a terminal, lines in a log, JSON for scripts.

Each view consumes the snapshots of `follow` and returns the last one.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from operator import itemgetter

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
    latest: deque[RunSnapshot] = deque(maxlen=1)
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
    """A JSON line per state entered and per state ended, in the order in which they happened."""
    printed = 0
    for snapshot in snapshots:
        changes = _changes(snapshot)
        for change in changes[printed:]:
            print_json({"run_id": snapshot.run_id, **change})
        printed = len(changes)
    return snapshot


def _changes(snapshot: RunSnapshot) -> list[dict[str, object]]:
    """The longer the run goes on, the longer the list; what is in it stays."""
    entered = [(state.entered_by, _entry(state)) for state in snapshot.states]
    ended = [(state.exited_by, _ending(state)) for state in _ended(snapshot)]
    return [change for _, change in sorted(entered + ended, key=itemgetter(0))]


def _entry(state: StateVisit) -> dict[str, object]:
    return {"state": state.name, "event": "entered", "at": state.entered_at, **_trial(state)}


def _ending(state: StateVisit) -> dict[str, object]:
    return {
        "state": state.name,
        "event": "failed" if state.error else "succeeded",
        "at": state.exited_at,
        "seconds": round(state.seconds(datetime.now(UTC)), 3),
        "error": state.error,
        **_trial(state),
    }


def _trial(state: StateVisit) -> dict[str, int]:
    return {} if state.trial is None else {"trial": state.trial}


def _ended(snapshot: RunSnapshot) -> list[StateVisit]:
    """In the order in which they ended; of those that ended as one, the inner ones first."""
    ended = (state for state in snapshot.states if not state.is_open)
    return sorted(ended, key=lambda state: (state.exited_by, -state.depth))


def indented(state: StateVisit) -> str:
    return "  " * state.depth + state.title


def _log_lines(snapshot: RunSnapshot) -> Iterator[str]:
    now = datetime.now(UTC)
    for state in _ended(snapshot):
        outcome = f"failed with {state.error}" if state.error else "done"
        yield f"{indented(state):<26}{outcome} after {in_words(state.seconds(now))}"
    if snapshot.waiting_for:
        yield f"waiting: {snapshot.waiting_for}"


def _frame(snapshot: RunSnapshot, spinner: Spinner) -> RenderableType:
    now = datetime.now(UTC)
    table = Table.grid(padding=(0, 2))
    for state in snapshot.states:
        took = in_words(state.seconds(now))
        table.add_row(_icon(state, spinner), indented(state), took, Text(state.error or "", "red"))
    if snapshot.waiting_for:
        table.add_row("", Text(f"waiting: {snapshot.waiting_for}", "dim"))
    elapsed = in_words(snapshot.seconds(now))
    return Group(Text.assemble((snapshot.run_id, "bold"), f"  {elapsed}"), table)


def _icon(state: StateVisit, spinner: Spinner) -> RenderableType:
    if state.is_open:
        return spinner
    return _FAILED if state.error else _DONE
