from datetime import UTC, datetime, timedelta

import pytest

from tests.local.bedrock.samples import refused


@pytest.fixture
def five_jobs(local_bedrock):
    bedrock = local_bedrock(phase_seconds=5)
    for number in range(5):
        bedrock.start(f"job-{number}")
    return bedrock


def listed(bedrock, **filters):
    found = bedrock.control.list_model_customization_jobs(**filters)
    return [summary["jobName"] for summary in found["modelCustomizationJobSummaries"]]


def test_the_newest_come_first_unless_asked_otherwise(five_jobs):
    assert listed(five_jobs) == [f"job-{number}" for number in (4, 3, 2, 1, 0)]
    assert listed(five_jobs, sortOrder="Ascending") == [f"job-{number}" for number in range(5)]


@pytest.mark.parametrize("order", ["Ascending", "Descending"])
def test_the_pages_hold_everything_once(five_jobs, order):
    paginator = five_jobs.control.get_paginator("list_model_customization_jobs")
    pages = list(paginator.paginate(sortOrder=order, PaginationConfig={"PageSize": 2}))
    sizes = [len(page["modelCustomizationJobSummaries"]) for page in pages]
    names = [each["jobName"] for page in pages for each in page["modelCustomizationJobSummaries"]]
    assert sizes == [2, 2, 1]
    assert names == listed(five_jobs, sortOrder=order)


def test_a_job_started_between_two_pages_does_not_shift_them(five_jobs):
    first = five_jobs.control.list_model_customization_jobs(maxResults=2)
    five_jobs.start("job-new")
    assert listed(five_jobs, maxResults=2, nextToken=first["nextToken"]) == ["job-2", "job-1"]


def test_a_token_of_somebody_else_is_refused(five_jobs):
    with refused("ValidationException", "nextToken"):
        listed(five_jobs, nextToken="page-two")


def test_jobs_are_filtered_by_name_status_and_time(five_jobs):
    soon = datetime.now(UTC) + timedelta(hours=1)
    assert listed(five_jobs, nameContains="job-3") == ["job-3"]
    assert len(listed(five_jobs, statusEquals="InProgress")) == 5
    assert listed(five_jobs, statusEquals="Completed") == []
    assert listed(five_jobs, creationTimeAfter=soon) == []
    assert len(listed(five_jobs, creationTimeBefore=soon)) == 5
