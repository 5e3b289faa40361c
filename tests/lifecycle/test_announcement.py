"""Announcements: lawful subjects, and messages in plain words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lifecycle.announcement import (
    Announcement,
    announce_failure,
    announce_quarantine,
    announce_success,
)
from lifecycle.run.failed import FailureRecord
from tests.cli.run_samples import record

LAWFUL_SUBJECT = re.compile(r"[!-~]([ -~]{0,97}[!-~])?")


@given(st.text(max_size=200))
def test_every_subject_is_one_that_sns_accepts(folder: str) -> None:
    announcement = announce_quarantine(folder, "reason", "quarantine/x.json")
    assert LAWFUL_SUBJECT.fullmatch(announcement.subject)
    assert announcement.subject.startswith("Tailor: the job in jobs/")


def test_the_subject_of_the_longest_run_id_keeps_its_status() -> None:
    announcement = announce_failure("x" * 49, "TIMED_OUT", None)
    assert announcement.subject.endswith("(TIMED_OUT)")


@given(st.text(max_size=200))
def test_the_message_keeps_the_name_as_it_is(folder: str) -> None:
    assert f"jobs/{folder}/" in announce_quarantine(folder, "r", "k").message


def test_a_quarantine_tells_the_reason_and_where_the_full_account_is() -> None:
    message = announce_quarantine("x", "no technique", "quarantine/x.json").message
    assert "no technique" in message
    assert "quarantine/x.json" in message


def test_a_failure_is_told_in_the_words_of_its_record() -> None:
    failure = FailureRecord("x-1", "QuotaReached", "ten jobs run already", "2026-11-20T00:00:00Z")
    assert "ten jobs run already" in announce_failure("x-1", "FAILED", failure).message


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("ABORTED", "Somebody stopped the execution by hand."),
        ("TIMED_OUT", "took longer than the state machine allows"),
        ("FAILED", "no reason was recorded"),
    ],
)
def test_a_failure_without_a_record_is_told_by_its_status(status: str, reason: str) -> None:
    assert reason in announce_failure("x-1", status, None).message


def announced_success(**changes: object) -> Announcement:
    return announce_success(replace(record(), **changes))


def test_a_success_tells_what_to_invoke_and_where_it_is_kept() -> None:
    announcement = announced_success(serving_arn="arn:x", live_parameter="/tailor/live/x")
    assert announcement.subject.endswith("is being served")
    assert "arn:x" in announcement.message
    assert "/tailor/live/x" in announcement.message


def test_a_model_that_nothing_serves_is_announced_as_kept() -> None:
    announcement = announced_success(serving_arn=None, live_parameter=None)
    assert announcement.subject.endswith("has made a model, which nothing serves")
    assert "The model is kept" in announcement.message
    assert "Invoke" not in announcement.message
