"""AWS::Scheduler::Schedule: the time zone, the period, the key."""

from local.cloudformation.resource_types import Provisioned, complete
from local.cloudformation.service_calls import call


def extend() -> None:
    complete("AWS::Scheduler::Schedule", _complete_schedule)


def _complete_schedule(schedule: Provisioned) -> None:
    parameters = {**schedule.properties, "Name": schedule.physical_id}
    call("scheduler", "update_schedule", **parameters)
