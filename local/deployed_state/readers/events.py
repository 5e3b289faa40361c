"""EventBridge rules, and the schedules of EventBridge Scheduler."""

from local.deployed_state.resource import Properties, Resource, key_values

_DEFAULT = "default"


def rule(resource: Resource) -> Properties:
    events, name = resource.client("events"), resource.physical_id
    bus = resource.expected.get("EventBusName", _DEFAULT)
    found = events.describe_rule(Name=name, EventBusName=bus)
    targets = events.list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"]
    tags = events.list_tags_for_resource(ResourceARN=found["Arn"])["Tags"]
    return {
        "Name": name,
        "Description": found.get("Description"),
        "EventBusName": found["EventBusName"],
        "EventPattern": found.get("EventPattern"),
        "RoleArn": found.get("RoleArn"),
        "ScheduleExpression": found.get("ScheduleExpression"),
        "State": found["State"],
        "Tags": resource.tags(key_values(tags)),
        "Targets": targets,
    }


def schedule(resource: Resource) -> Properties:
    group = resource.expected.get("GroupName", _DEFAULT)
    found = resource.client("scheduler").get_schedule(Name=resource.physical_id, GroupName=group)
    return {
        name: found.get(name)
        for name in (
            "Description",
            "EndDate",
            "FlexibleTimeWindow",
            "GroupName",
            "KmsKeyArn",
            "Name",
            "ScheduleExpression",
            "ScheduleExpressionTimezone",
            "StartDate",
            "State",
            "Target",
        )
    }


def schedule_group(resource: Resource) -> Properties:
    scheduler, name = resource.client("scheduler"), resource.physical_id
    arn = scheduler.get_schedule_group(Name=name)["Arn"]
    tags = scheduler.list_tags_for_resource(ResourceArn=arn)["Tags"]
    return {"Name": name, "Tags": resource.tags(key_values(tags))}
