"""Defects of functions, of what triggers them, and of what watches them."""

from tests.stacks.defects.change import Defect, add_resource, drop, put

_INTAKE, _ACCEPT = "lifecycle/Intake/Function", "lifecycle/AcceptRequest/Function"
_QUEUE, _TRIGGERS = "lifecycle/LandedObjects", "lifecycle/Triggers"
_ALARM, _SWEEPS = "monitoring/ExecutionsFailedAlarm", "monitoring/SweepsAlarm"

FUNCTIONS = [
    Defect(
        "two functions share a role",
        "functions_share_no_role",
        put(_INTAKE, "Role", value="<lifecycle/AcceptRequest/Role.Arn>"),
    ),
    Defect(
        "two functions share a log group",
        "functions_share_no_log_group",
        put(_INTAKE, "LoggingConfig", "LogGroup", value="<lifecycle/AcceptRequest/Logs>"),
    ),
    Defect("logs never expire", "logs_expire", drop("lifecycle/Intake/Logs", "RetentionInDays")),
    Defect("a function is not traced", "functions_are_traced", drop(_INTAKE, "TracingConfig")),
    Defect(
        "a failed event is lost",
        "functions_leave_no_event_behind",
        drop(_INTAKE, "DeadLetterConfig"),
    ),
    Defect(
        "a function runs under an old Python",
        "functions_run_on_arm_under_the_newest_python",
        put(_INTAKE, "Runtime", value="python3.12"),
    ),
    Defect(
        "a function runs on Intel",
        "functions_run_on_arm_under_the_newest_python",
        put(_INTAKE, "Architectures", value=["x86_64"]),
    ),
    Defect(
        "a variable is missing",
        "variables_are_what_the_handler_reads",
        drop(_INTAKE, "Environment", "Variables", "TOPIC_ARN"),
    ),
    Defect(
        "a number is not one",
        "variables_are_what_the_handler_reads",
        put(_INTAKE, "Environment", "Variables", "SETTLE_SECONDS", value="15 s"),
    ),
    Defect(
        "the handler does not exist",
        "handlers_exist",
        put(_INTAKE, "Handler", value="lambdas.take_in.handler"),
    ),
]

TRIGGERS = [
    Defect(
        "every object of the bucket starts a run",
        "only_files_of_jobs_in_the_intake_bucket_start_a_run",
        drop(f"{_TRIGGERS}/ObjectsLanded", "EventPattern", "detail", "object"),
    ),
    Defect(
        "outputs start runs",
        "only_files_of_jobs_in_the_intake_bucket_start_a_run",
        put(
            f"{_TRIGGERS}/ObjectsLanded",
            "EventPattern",
            "detail",
            "bucket",
            value={"name": ["<foundation/OutputBucket>"]},
        ),
    ),
    Defect(
        "files are looked at before they have settled",
        "landed_objects_have_settled_when_they_are_looked_at",
        drop(_QUEUE, "DelaySeconds"),
    ),
    Defect(
        "a message comes back while it is worked on",
        "a_message_stays_hidden_while_it_is_worked_on",
        put(_QUEUE, "VisibilityTimeout", value=120),
    ),
    Defect(
        "a poisonous message comes back for ever",
        "a_poisonous_message_ends_in_the_dead_letters",
        drop(_QUEUE, "RedrivePolicy"),
    ),
    Defect(
        "one bad message brings its whole batch back",
        "one_bad_message_does_not_hold_back_its_batch",
        add_resource("lifecycle/Batch", "AWS::Lambda::EventSourceMapping", BatchSize=10),
    ),
    Defect(
        "an event that cannot be delivered is lost",
        "events_that_cannot_be_delivered_are_kept",
        drop(f"{_TRIGGERS}/RunEnded", "Targets", 0, "DeadLetterConfig"),
    ),
    Defect(
        "waits are settled once an hour",
        "waits_are_settled_every_minute_and_on_every_job_event",
        put(f"{_TRIGGERS}/EveryMinute", "ScheduleExpression", value="rate(1 hour)"),
    ),
    Defect(
        "the schedule is off",
        "waits_are_settled_every_minute_and_on_every_job_event",
        put(f"{_TRIGGERS}/EveryMinute", "State", value="DISABLED"),
    ),
    Defect(
        "nobody hears of an aborted run",
        "every_end_of_a_run_is_announced",
        put(f"{_TRIGGERS}/RunEnded", "EventPattern", "detail", "status", value=["SUCCEEDED"]),
    ),
    Defect(
        "a run that timed out keeps serving",
        "a_run_that_cannot_release_itself_is_released",
        put(f"{_TRIGGERS}/RunCutShort", "EventPattern", "detail", "status", value=["ABORTED"]),
    ),
]

MONITORING = [
    Defect("an alarm tells nobody", "alarms_tell_somebody", put(_ALARM, "AlarmActions", value=[])),
    Defect(
        "an alarm is muted",
        "alarms_tell_somebody",
        put(_ALARM, "ActionsEnabled", value=False),
    ),
    Defect(
        "an alarm points to a section that is not there",
        "alarms_point_to_their_section_of_the_runbook",
        put(_ALARM, "AlarmDescription", value="Runbook: docs/runbook.md#all-will-be-well"),
    ),
    Defect(
        "the schedule's silence is no alarm",
        "silence_is_an_alarm_only_where_something_must_be_heard",
        put(_SWEEPS, "TreatMissingData", value="missing"),
    ),
    Defect(
        "a day without runs is an alarm",
        "silence_is_an_alarm_only_where_something_must_be_heard",
        put(_ALARM, "TreatMissingData", value="breaching"),
    ),
    Defect(
        "nobody watches the failed runs",
        "every_way_to_go_wrong_has_an_alarm",
        put(_ALARM, "MetricName", value="ExecutionsSucceeded"),
    ),
    Defect(
        "an alarm watches a metric that nobody publishes",
        "alarms_watch_metrics_that_settle_waits_publishes",
        put(_SWEEPS, "MetricName", value="Sweep"),
    ),
    Defect(
        "the dashboard leaves an alarm's metric out",
        "the_dashboard_shows_what_alarms_watch",
        put("monitoring/Dashboard", "DashboardBody", value='{"widgets": []}'),
    ),
    Defect(
        "a resource is not tagged",
        "everything_that_can_be_tagged_names_project_and_stage",
        drop("foundation/IntakeBucket", "Tags"),
    ),
]

DEFECTS = [*FUNCTIONS, *TRIGGERS, *MONITORING]
