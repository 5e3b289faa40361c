"""Announcements: lawful subjects, and messages in plain words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.announcement import announce_failure, announce_quarantine
from lifecycle.run import FailureRecord

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
