"""Defects of the state machine."""

from tests.stacks.defects.change import (
    Defect,
    add_state,
    drop,
    drop_in_state,
    put,
    put_in_definition,
    put_in_state,
)

_MACHINE = "lifecycle/Machine/StateMachine"

DEFECTS = [
    Defect(
        "a Wait state polls",
        "only_the_agreed_kinds_of_states_are_used",
        add_state("Wait a while", Type="Wait", Seconds=60, Next="Choose model"),
    ),
    Defect(
        "a task calls Bedrock past the handlers",
        "only_the_agreed_kinds_of_states_are_used",
        put_in_state(
            "Accept request", "Resource", value="arn:aws:states:::aws-sdk:bedrock:getCustomModel"
        ),
    ),
    Defect(
        "the trials run as child executions",
        "only_the_agreed_kinds_of_states_are_used",
        put_in_state(
            "Customize", "ItemProcessor", "ProcessorConfig", value={"Mode": "DISTRIBUTED"}
        ),
    ),
    Defect(
        "all ranges share one history",
        "only_the_agreed_kinds_of_states_are_used",
        put_in_state("Scan ranges", "ItemProcessor", "ProcessorConfig", value={"Mode": "INLINE"}),
    ),
    Defect(
        "a range is tried again for longer than its execution may last",
        "executions_of_a_map_run_end_in_time",
        put_in_state(
            "Scan ranges",
            *("ItemProcessor", "States", "Scan range", "Retry", 0, "MaxDelaySeconds"),
            value=300,
        ),
    ),
    Defect(
        "a range that times out is tried again until nobody can record it",
        "executions_of_a_map_run_end_in_time",
        put_in_state(
            "Scan ranges",
            *("ItemProcessor", "States", "Scan range", "Retry", 1, "MaxAttempts"),
            value=2,
        ),
    ),
    Defect(
        "a state leads back to an earlier one",
        "the_way_of_a_run_has_no_loop",
        put_in_state("Verify deployment", "Next", value="Start provisioning"),
    ),
    Defect(
        "a state leads nowhere",
        "every_next_state_exists",
        put_in_state("Choose model", "Next", value="Provision"),
    ),
    Defect(
        "a catch leads nowhere",
        "every_next_state_exists",
        put_in_state("Choose model", "Catch", 0, "Next", value="Clean up"),
    ),
    Defect(
        "a branch starts nowhere",
        "every_next_state_exists",
        put_in_state("Customize", "ItemProcessor", "StartAt", value="Start"),
    ),
    Defect(
        "a state is never reached",
        "every_state_can_be_reached",
        put_in_state("Prepare data", "Next", value="Choose model"),
    ),
    Defect(
        "a state neither goes on nor ends",
        "every_way_ends",
        drop_in_state("Collect metrics", "End"),
    ),
    Defect(
        "the machine is read as JSONPath",
        "everything_is_written_in_jsonata",
        put_in_definition("QueryLanguage", "JSONPath"),
    ),
    Defect(
        "a task never tries again",
        "tasks_retry_named_errors_with_jitter",
        drop_in_state("Start customization", "Retry"),
    ),
    Defect(
        "a task tries everything again",
        "tasks_retry_named_errors_with_jitter",
        put_in_state("Prepare data", "Retry", 0, "ErrorEquals", value=["States.ALL"]),
    ),
    Defect(
        "all runs try again at the same moment",
        "tasks_retry_named_errors_with_jitter",
        drop_in_state("Prepare data", "Retry", 0, "JitterStrategy"),
    ),
    Defect(
        "a task tries an error again that nobody raises",
        "retried_errors_exist",
        put_in_state("Prepare data", "Retry", 0, "ErrorEquals", value=["TransientError"]),
    ),
    Defect(
        "a failure leaves what it provisioned running",
        "every_failure_is_released_recorded_and_told",
        drop_in_state("Verify deployment", "Catch"),
    ),
    Defect(
        "a failed branch leaves what it provisioned running",
        "every_failure_is_released_recorded_and_told",
        put_in_state("Customize", "Catch", 0, "Next", value="Lifecycle failed"),
    ),
    Defect(
        "a catch is for some errors only",
        "every_failure_is_released_recorded_and_told",
        put_in_state("Publish run", "Catch", 0, "ErrorEquals", value=["States.TaskFailed"]),
    ),
    Defect(
        "a catch forgets the error",
        "every_failure_is_released_recorded_and_told",
        drop_in_state("Publish run", "Catch", 0, "Assign", "failure"),
    ),
    Defect(
        "what cannot be released hides the failure",
        "every_failure_is_released_recorded_and_told",
        drop_in_state("Release provisioning", "Catch"),
    ),
    Defect(
        "a failure ends as a success",
        "every_failure_is_released_recorded_and_told",
        put_in_state("Lifecycle failed", "Type", value="Succeed"),
    ),
    Defect(
        "a failed trial ends the others",
        "a_failed_trial_is_abandoned_and_ends_no_other",
        drop_in_state("Wait for customization", "Catch"),
    ),
    Defect(
        "what cannot be abandoned is abandoned again",
        "a_failed_trial_is_abandoned_and_ends_no_other",
        put_in_state(
            "Abandon trial",
            "Catch",
            value=[{"ErrorEquals": ["States.ALL"], "Next": "Abandon trial"}],
        ),
    ),
    Defect(
        "trials queue for longer than the history lasts",
        "trials_fit_into_the_history_of_an_execution",
        put_in_state(
            "Start customization",
            "Retry",
            value=[{"ErrorEquals": ["QuotaReached"], "MaxAttempts": 3 * 288}],
        ),
    ),
    Defect(
        "the trials of one run take every slot",
        "trials_of_one_run_leave_slots_to_others",
        drop_in_state("Customize", "MaxConcurrency"),
    ),
    Defect(
        "a wait has no time-out",
        "waits_outlive_their_deadlines",
        drop_in_state("Wait for customization", "TimeoutSeconds"),
    ),
    Defect(
        "a wait times out before its deadline",
        "waits_outlive_their_deadlines",
        put_in_state("Wait for deployment", "TimeoutSeconds", value=60),
    ),
    Defect(
        "an execution can last for a year",
        "the_machine_outlives_its_longest_run",
        put_in_definition("TimeoutSeconds", None),
    ),
    Defect(
        "an execution times out while its job is queued",
        "the_machine_outlives_its_longest_run",
        put_in_definition("TimeoutSeconds", 400 * 3600),
    ),
    Defect(
        "a step is given what it does not take",
        "payloads_are_what_the_step_takes",
        put_in_state("Choose model", "Arguments", "Payload", "trial", value=1),
    ),
    Defect(
        "a step is not given what it needs",
        "payloads_are_what_the_step_takes",
        drop_in_state("Wait for deployment", "Arguments", "Payload", "token"),
    ),
    Defect(
        "a state runs another step than its name says",
        "state_names_the_step_that_it_runs",
        put_in_state(
            "Choose model",
            "Arguments",
            "FunctionName",
            value="<lifecycle/PublishRun/Function.Arn>",
        ),
    ),
    Defect(
        "the data of executions is logged",
        "executions_are_logged_without_their_data",
        put(_MACHINE, "LoggingConfiguration", "IncludeExecutionData", value=True),
    ),
    Defect(
        "executions are not logged",
        "executions_are_logged_without_their_data",
        drop(_MACHINE, "LoggingConfiguration"),
    ),
    Defect(
        "executions are not traced",
        "executions_are_traced",
        drop(_MACHINE, "TracingConfiguration"),
    ),
]
