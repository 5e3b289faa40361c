"""Landing: which events start a run, and that every complete set starts exactly one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.landing import (
    JobFile,
    Landed,
    NotStarted,
    decide_landing,
    folder_pins,
    job_file,
    owners_name,
)
from lifecycle.request import Data, JobRequest, Technique
from lifecycle.run.landed import ObjectVersion, RunInput

START = datetime(2026, 11, 20, tzinfo=UTC)
SETTLE = timedelta(seconds=15)
FILES = ("job.yaml", "train.jsonl", "test.jsonl")
REQUEST = JobRequest(
    name="x",
    technique=Technique.FINE_TUNING,
    base_model="m",
    data=Data(training="train.jsonl", test="test.jsonl"),
)


@pytest.mark.parametrize(
    ("key", "file"),
    [
        ("jobs/x/job.yaml", JobFile("x", "job.yaml")),
        ("jobs/x/a/b.jsonl", JobFile("x", "a/b.jsonl")),
        ("jobs/ä b/ü.jsonl", JobFile("ä b", "ü.jsonl")),
        ("jobs/x%2Fy/job.yaml", JobFile("x%2Fy", "job.yaml")),
        ("jobs/../job.yaml", JobFile("..", "job.yaml")),
        ("jobs-old/x/job.yaml", None),
        ("xjobs/x/job.yaml", None),
        ("/jobs/x/job.yaml", None),
        ("Jobs/x/job.yaml", None),
        ("jobs/x", None),
        ("jobs/x/", None),
        ("jobs/x/folder/", None),
        ("jobs//job.yaml", None),
        ("jobs/", None),
        ("", None),
    ],
)
def test_what_a_key_is_to_a_job(key: str, file: JobFile | None) -> None:
    assert job_file(key) == file


def test_the_owner_calls_a_file_and_a_folder_by_their_path_beside_the_manifest() -> None:
    assert owners_name("jobs/x y/a/b.jsonl") == "a/b.jsonl"
    assert owners_name("jobs/x/corpus/") == "corpus/"


@given(st.text(max_size=50))
def test_a_key_is_put_together_from_the_parts_it_was_taken_into(key: str) -> None:
    file = job_file(f"jobs/{key}")
    assert file is None or file.key == f"jobs/{key}"


def landed(version: str = "1", seconds: float = 0) -> Landed:
    return Landed(ObjectVersion("k", version, "e", 1), START + timedelta(seconds=seconds))


def decide(arrived: str, seconds: float, files: dict[str, Landed]) -> RunInput | NotStarted:
    now = START + timedelta(seconds=seconds)
    return decide_landing(JobFile("x", arrived), REQUEST, files, now, SETTLE)


@pytest.mark.parametrize(
    ("arrived", "at", "files", "decision"),
    [
        ("notes.txt", 60, dict.fromkeys(FILES, landed()), NotStarted.UNDECLARED),
        ("job.yaml", 60, {"job.yaml": landed()}, NotStarted.INCOMPLETE),
        ("job.yaml", 60, {"train.jsonl": landed(), "test.jsonl": landed()}, NotStarted.INCOMPLETE),
        ("train.jsonl", 14.9, dict.fromkeys(FILES, landed()), NotStarted.UNSETTLED),
        (
            "train.jsonl",
            60,
            dict.fromkeys(FILES, landed()) | {"test.jsonl": landed(seconds=50)},
            NotStarted.UNSETTLED,
        ),
        (
            "train.jsonl",
            60,
            dict.fromkeys(FILES, landed()) | {"test.jsonl": landed(seconds=61)},
            NotStarted.UNSETTLED,
        ),
    ],
)
def test_an_event_that_starts_nothing_says_why(
    arrived: str, at: float, files: dict, decision: NotStarted
) -> None:
    assert decide(arrived, at, files) is decision


@pytest.mark.parametrize("arrived", FILES)
def test_a_complete_and_settled_set_starts_a_run_from_any_of_its_files(arrived: str) -> None:
    run = decide(arrived, 15, dict.fromkeys(FILES, landed()))
    assert isinstance(run, RunInput)
    assert run.job_name == "x"
    assert run.manifest == landed().version
    assert set(run.files) == {"train.jsonl", "test.jsonl"}


def test_the_arrived_file_itself_need_not_have_settled() -> None:
    files = dict.fromkeys(FILES, landed()) | {"job.yaml": landed(seconds=59)}
    assert isinstance(decide("job.yaml", 60, files), RunInput)


@pytest.mark.parametrize("renewed", FILES)
def test_a_new_version_of_any_file_is_another_run(renewed: str) -> None:
    files = dict.fromkeys(FILES, landed())
    first, second = (
        decide("job.yaml", 60, files),
        decide("job.yaml", 60, files | {renewed: landed("2")}),
    )
    assert first.run_id != second.run_id


CORPUS = JobRequest(
    name="x",
    technique=Technique.CONTINUED_PRE_TRAINING,
    base_model="m",
    data=Data(training="corpus/"),
)
TEXTS = ("job.yaml", "corpus/a.txt", "corpus/deep/b.md")


def decide_corpus(arrived: str, files: dict[str, Landed]) -> RunInput | NotStarted:
    now = START + timedelta(seconds=60)
    return decide_landing(JobFile("x", arrived), CORPUS, files, now, SETTLE)


@pytest.mark.parametrize("arrived", TEXTS)
def test_a_folder_with_a_file_is_complete_and_stands_as_one(arrived: str) -> None:
    run = decide_corpus(arrived, dict.fromkeys(TEXTS, landed()))
    assert isinstance(run, RunInput)
    assert set(run.files) == {"corpus/"}
    assert run.files["corpus/"].key == "jobs/x/corpus/"
    assert run.files["corpus/"].size == 2


def test_an_empty_folder_is_incomplete() -> None:
    assert decide_corpus("job.yaml", {"job.yaml": landed()}) is NotStarted.INCOMPLETE


def test_a_folder_waits_until_all_its_files_have_settled() -> None:
    files = dict.fromkeys(TEXTS, landed()) | {"corpus/a.txt": landed(seconds=50)}
    assert decide_corpus("job.yaml", files) is NotStarted.UNSETTLED


def test_what_is_hidden_in_a_folder_is_not_declared() -> None:
    files = dict.fromkeys(TEXTS, landed())
    assert decide_corpus("corpus/.DS_Store", files) is NotStarted.UNDECLARED


def test_a_changed_a_new_and_a_missing_file_of_a_folder_are_other_runs() -> None:
    files = dict.fromkeys(TEXTS, landed())
    sets = (
        files,
        files | {"corpus/a.txt": landed("2")},
        files | {"corpus/c.txt": landed()},
        {file: files[file] for file in TEXTS[:2]},
    )
    assert len({decide_corpus("job.yaml", each).run_id for each in sets}) == len(sets)


def test_the_pins_of_a_folder_are_its_files_in_the_order_of_their_names() -> None:
    versions = {file: ObjectVersion(file, f"v-{file}", "e", 1) for file in reversed(TEXTS)}
    assert folder_pins(CORPUS, versions) == {
        "jobs/x/corpus/": (versions["corpus/a.txt"], versions["corpus/deep/b.md"])
    }
    assert folder_pins(REQUEST, dict.fromkeys(FILES, landed().version)) == {}


uploads = st.lists(st.tuples(st.sampled_from(FILES), st.floats(0, 60)), max_size=6).map(
    lambda more: [*((file, 0.0) for file in FILES), *more]
)
first_landings = st.tuples(*(st.floats(0, 60) for _ in FILES)).map(
    lambda times: list(zip(FILES, times, strict=True))
)
delays = st.lists(st.floats(0, 86_400), min_size=1, max_size=3)
"""How much later than the queue's own delay each copy of an event comes."""


def runs_started(history: list[tuple[str, float]], late: list[list[float]]) -> list[str]:
    """The run ids that a history of uploads starts, in the order of their events."""
    events = sorted(
        (seconds + SETTLE.total_seconds() + delay, file)
        for (file, seconds), copies in zip(history, late, strict=True)
        for delay in copies
    )
    decisions = [decide(file, at, present(history, at)) for at, file in events]
    return [decision.run_id for decision in decisions if isinstance(decision, RunInput)]


def present(history: list[tuple[str, float]], at: float) -> dict[str, Landed]:
    """The newest version of each file at that time, with the whole seconds that S3 reports."""
    ordered = sorted(enumerate(history), key=lambda upload: upload[1][1])
    return {
        file: landed(str(number), float(int(seconds)))
        for number, (file, seconds) in ordered
        if seconds <= at
    }


@given(st.data())
@settings(max_examples=300)
def test_one_complete_set_starts_exactly_one_run_in_whatever_order_its_events_come(data) -> None:
    history = data.draw(first_landings)
    late = [data.draw(delays) for _ in history]
    assert len(set(runs_started(history, late))) == 1


@given(st.data())
@settings(max_examples=300)
def test_the_newest_set_is_always_started_whatever_was_uploaded_before(data) -> None:
    history = data.draw(uploads)
    late = [data.draw(delays) for _ in history]
    newest = decide("job.yaml", 10**6, present(history, 10**6))
    started = runs_started(history, late)
    assert newest.run_id in started
    assert len(set(started)) <= len(history)
