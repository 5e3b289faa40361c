"""The progress bar: silent when it is quick, silent when nobody watches."""

from collections.abc import Callable
from io import StringIO

import pytest
from rich.console import Console

from cli import reading_progress
from cli.reading_progress import reading

MEGABYTE = 1_000_000


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(reading_progress, "time", clock)
    return clock


@pytest.fixture
def shown_on(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], StringIO]:
    def console(is_terminal: bool) -> StringIO:
        screen = StringIO()
        console = Console(file=screen, force_terminal=is_terminal, width=100)
        monkeypatch.setattr(reading_progress, "progress", console)
        return screen

    return console


def test_within_a_second_nothing_is_shown(
    clock: Clock, shown_on: Callable[[bool], StringIO]
) -> None:
    screen = shown_on(True)
    with reading("checking", 2 * MEGABYTE) as advance:
        clock.now += 0.9
        advance(MEGABYTE)
    assert "checking" not in screen.getvalue()


def test_after_a_second_there_is_a_bar_with_what_was_read(
    clock: Clock, shown_on: Callable[[bool], StringIO]
) -> None:
    screen = shown_on(True)
    with reading("checking", 2 * MEGABYTE) as advance:
        clock.now += 1.1
        advance(MEGABYTE)
    assert "checking" in screen.getvalue()
    assert "1.0/2.0 MB" in screen.getvalue()


def test_a_file_of_a_log_gets_no_bar(clock: Clock, shown_on: Callable[[bool], StringIO]) -> None:
    screen = shown_on(False)
    with reading("checking", 2 * MEGABYTE) as advance:
        clock.now += 5
        advance(MEGABYTE)
    assert screen.getvalue() == ""
