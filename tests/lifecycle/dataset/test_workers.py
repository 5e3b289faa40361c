"""Several processes for one file: none of them inherits a lock, none of them stays behind."""

import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lifecycle.dataset.preflight import Options, Preflight, Sources, preflight
from lifecycle.dataset.rules import all_rules
from lifecycle.dataset.workers import start_method

RULES = next(rules for rules in all_rules() if rules.format == "prompt-completion")


@pytest.fixture
def training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("lifecycle.dataset.reading._WORTH_A_PROCESS", 1_000)
    path = tmp_path / "train.jsonl"
    lines = [f'{{"prompt": "Q{n % 70}", "completion": "A{n % 90}"}}\n' for n in range(300)]
    path.write_text("".join(lines))
    return path


@pytest.fixture
def other_thread() -> Iterator[threading.Thread]:
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    yield thread
    ended.set()
    thread.join()


def check(training: Path, workers: int) -> Preflight:
    return preflight(Sources(training=training), RULES, Options(workers=workers))


def test_beside_another_thread_processes_start_afresh_and_find_the_same(
    training: Path, other_thread: threading.Thread
) -> None:
    assert start_method().get_start_method() == "spawn"
    assert check(training, 2) == check(training, 1)


def test_no_process_is_left_when_all_is_read(training: Path) -> None:
    check(training, 2)
    assert multiprocessing.active_children() == []


def test_what_a_process_cannot_read_is_raised_and_ends_the_others(
    training: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "refused", str(training))

    # Only a fork inherits what is patched here, whatever threads other tests left behind.
    fork = multiprocessing.get_context("fork")
    monkeypatch.setattr("lifecycle.dataset.workers.start_method", lambda: fork)
    monkeypatch.setattr("lifecycle.dataset.workers.scan_span", refuse)
    with pytest.raises(PermissionError, match="refused"):
        check(training, 2)
    assert multiprocessing.active_children() == []
