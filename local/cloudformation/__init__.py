"""Makes the engine's CloudFormation hold what our templates say."""

from local.cloudformation import (
    alarms,
    buckets,
    dashboards,
    functions,
    log_groups,
    roles,
    s3_managed_key,
    schedules,
    state_machines,
    tables,
    topics,
    trails,
)
from local.cloudformation.resource_types import generate_name, tag_with_stack
from local.hooks import require_hooks

HOOKS = {
    "ministack.app": ("SERVICE_HANDLERS",),
    "ministack.core.responses": ("get_account_id", "get_region", "new_uuid"),
    "ministack.services.cloudformation.provisioners": (
        "_NAME_SEED",
        "_REPLACING_PROPERTIES",
        "_RESOURCE_HANDLERS",
        "_STACK_TAG_PROPERTY",
        "_cw_metric_alarm_record",
        "_physical_name",
    ),
    "ministack.services.cloudtrail": ("_trail_tags",),
    "ministack.services.cloudwatch": (
        "_composite_alarms",
        "_dashboards",
        "_resource_tags",
        "_validate_alarm_tag_arn",
        "cloudformation_set_metric_alarm_tags",
    ),
    "ministack.services.dynamodb": (
        "_describe_continuous_backups",
        "_normalize_table_name",
        "_tables",
        "_update_continuous_backups",
    ),
    "ministack.services.lambda_svc": ("_esms",),
    "ministack.services.s3": ("_bucket_tags", "_resolve_sse_write_headers"),
    "ministack.services.sns": ("_find_subscription",),
    "ministack.services.stepfunctions": ("_state_machines",),
}


def extend() -> None:
    require_hooks(HOOKS)
    tag_with_stack("AWS::Events::Rule")
    generate_name("AWS::SQS::Queue")
    for resources in (
        alarms,
        buckets,
        dashboards,
        functions,
        log_groups,
        roles,
        s3_managed_key,
        schedules,
        state_machines,
        tables,
        topics,
        trails,
    ):
        resources.extend()
