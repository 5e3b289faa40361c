"""Rules for the state machine's definition, which no off-the-shelf checker reads."""

import importlib
import inspect
from collections.abc import Iterator
from math import ceil

import msgspec

from lifecycle import errors
from lifecycle.request import MAX_TRIALS
from tests.stacks.deployment import Deployment
from tests.stacks.state_graph import State, all_states, followers, reachable, scopes, tasks

_TYPES = {"Task", "Map", "Choice", "Parallel", "Succeed", "Fail"}
_ENDS = {"Succeed", "Fail"}
_RESOURCES = (":states:::lambda:invoke", ":states:::lambda:invoke.waitForTaskToken")
_AWS_ERRORS = ("Lambda.", "Runtime.", "Sandbox.")
_EXPRESS_SECONDS = 300
_SCANNED_AGAIN = {"Scan ranges", "Merge scans", "Do texts repeat those of other ranges?"}
_RELEASE, _RECORD, _ABANDON = "Release provisioning", "Record failure", "Abandon trial"
_HISTORY_EVENTS = 25_000
_EVENTS_OF_AN_ATTEMPT = 3  # scheduled, started, failed
_EVENTS_OF_A_TRIAL = 60  # its states, each with some retries
_JOBS_OF_AN_ACCOUNT = 10


def only_the_agreed_kinds_of_states_are_used(deployment: Deployment) -> Iterator[str]:
    """No Wait state: slow things end a task token, so that transitions do not grow with time."""
    for title, state in all_states(deployment.definition):
        if state["Type"] not in _TYPES:
            yield f"{title} is a {state['Type']}"
        if state["Type"] == "Task" and not state["Resource"].endswith(_RESOURCES):
            yield f"{title} calls {state['Resource']}"
        if state["Type"] == "Map" and state["ItemProcessor"]["ProcessorConfig"] != _processor(
            state
        ):
            yield f"{title} is distributed"


def _processor(state: State) -> dict[str, str]:
    """Only what is read from a bucket can be too much for the history of one execution."""
    if "ItemReader" in state:
        return {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}
    return {"Mode": "INLINE"}


def the_way_of_a_run_has_no_loop(deployment: Deployment) -> Iterator[str]:
    """But the one that reads texts again which repeat others: in the second round none does."""
    for scope in scopes(deployment.definition):
        looping = {
            title
            for title in scope["States"]
            if title in reachable(scope, [*followers(scope["States"][title])])
        }
        if looping != _SCANNED_AGAIN:
            yield from (f"{title} leads back to itself" for title in sorted(looping))


def every_next_state_exists(deployment: Deployment) -> Iterator[str]:
    for scope in scopes(deployment.definition):
        if scope["StartAt"] not in scope["States"]:
            yield f"StartAt {scope['StartAt']}"
        for title, state in scope["States"].items():
            for follower in followers(state):
                if follower not in scope["States"]:
                    yield f"{title} leads to {follower}"


def every_state_can_be_reached(deployment: Deployment) -> Iterator[str]:
    for scope in scopes(deployment.definition):
        yield from sorted(set(scope["States"]) - reachable(scope, [scope["StartAt"]]))


def every_way_ends(deployment: Deployment) -> Iterator[str]:
    for title, state in all_states(deployment.definition):
        ends = state["Type"] in _ENDS or state.get("End") is True
        if not ends and not {"Next", "Default"} & set(state):
            yield title


def everything_is_written_in_jsonata(deployment: Deployment) -> Iterator[str]:
    machine = deployment.definition.get("QueryLanguage", "JSONPath")
    for title, state in all_states(deployment.definition):
        if state.get("QueryLanguage", machine) != "JSONata":
            yield title


def tasks_retry_named_errors_with_jitter(deployment: Deployment) -> Iterator[str]:
    for title, state in tasks(deployment.definition):
        retried = {name for retry in state.get("Retry", []) for name in retry["ErrorEquals"]}
        if not retried or any(name.startswith("States.") for name in retried):
            yield f"{title} retries {sorted(retried)}"
        for retry in state.get("Retry", []):
            if retry.get("JitterStrategy") != "FULL" or "MaxDelaySeconds" not in retry:
                yield f"{title} retries {retry['ErrorEquals']} in step with others"


def retried_errors_exist(deployment: Deployment) -> Iterator[str]:
    for title, state in all_states(deployment.definition):
        for name in (name for retry in state.get("Retry", []) for name in retry["ErrorEquals"]):
            if not name.startswith(_AWS_ERRORS) and not hasattr(errors, name):
                yield f"{title}: {name}"


def every_failure_is_released_recorded_and_told(deployment: Deployment) -> Iterator[str]:
    states = deployment.definition["States"]
    for title, state in states.items():
        if state["Type"] in _ENDS or state["Type"] == "Choice":  # a Choice cannot catch
            continue
        wanted = state.get("Next") if title in (_RELEASE, _RECORD) else _RELEASE
        caught = [c for c in state.get("Catch", []) if c["ErrorEquals"] == ["States.ALL"]]
        if [catch["Next"] for catch in caught] != [wanted]:
            yield f"{title} catches into {[catch['Next'] for catch in caught]}"
        elif wanted == _RELEASE and "failure" not in caught[0].get("Assign", {}):
            yield f"{title} forgets the error"
    if (states[_RELEASE]["Next"], states[states[_RECORD]["Next"]]["Type"]) != (_RECORD, "Fail"):
        yield f"{_RELEASE} does not lead to a failure"


def a_failed_trial_is_abandoned_and_ends_no_other(deployment: Deployment) -> Iterator[str]:
    states = deployment.definition["States"]["Customize"]["ItemProcessor"]["States"]
    for title, state in states.items():
        caught = [(c["ErrorEquals"], c["Next"]) for c in state.get("Catch", [])]
        if caught != ([] if title == _ABANDON else [(["States.ALL"], _ABANDON)]):
            yield f"{title} catches {caught}"


def trials_fit_into_the_history_of_an_execution(deployment: Deployment) -> Iterator[str]:
    """Even where each of them queues for a full quota for as long as it may."""
    customize = deployment.definition["States"]["Customize"]
    attempts = sum(
        retry["MaxAttempts"]
        for _, state in tasks(customize["ItemProcessor"])
        for retry in state["Retry"]
        if retry["ErrorEquals"] == ["QuotaReached"]
    )
    events = MAX_TRIALS * (attempts * _EVENTS_OF_AN_ATTEMPT + _EVENTS_OF_A_TRIAL)
    if events > _HISTORY_EVENTS:
        yield f"{events:.0f} events"


def trials_of_one_run_leave_slots_to_others(deployment: Deployment) -> Iterator[str]:
    concurrent = deployment.definition["States"]["Customize"].get("MaxConcurrency", 0)
    if not 0 < concurrent < _JOBS_OF_AN_ACCOUNT:
        yield f"{concurrent} at once"


def waits_outlive_their_deadlines(deployment: Deployment) -> Iterator[str]:
    """settle_waits ends a wait at its deadline; the time-out is for the day that it is broken."""
    for title, state in tasks(deployment.definition):
        if not state["Resource"].endswith(".waitForTaskToken"):
            continue
        deadline = _deadline_seconds(deployment, title)
        if not deadline < state.get("TimeoutSeconds", 0) <= deadline + 3600:
            yield f"{title}: {state.get('TimeoutSeconds')} s for a deadline of {deadline} s"


def the_machine_outlives_its_longest_run(deployment: Deployment) -> Iterator[str]:
    customize = deployment.definition["States"]["Customize"]
    rounds = ceil(MAX_TRIALS / customize.get("MaxConcurrency", MAX_TRIALS))
    of_a_trial = _longest_seconds(customize["ItemProcessor"])
    longest = _longest_seconds(deployment.definition) + (rounds - 1) * of_a_trial
    limit = deployment.definition.get("TimeoutSeconds")
    if limit is None or limit < longest:
        yield f"ends after {limit} s, a run can last {longest:.0f} s"


def executions_of_a_map_run_end_in_time(deployment: Deployment) -> Iterator[str]:
    """They are EXPRESS: AWS ends them after 5 minutes, whatever their retries still want, and
    whether or not their failure has been recorded."""
    functions = {f"<{path}.Arn>": function for path, _, function in deployment.functions()}
    for title, state in all_states(deployment.definition):
        if "ItemReader" not in state:
            continue
        longest = sum(
            _trying_seconds(task, functions[task["Arguments"]["FunctionName"]]["Timeout"])
            for _, task in tasks(state["ItemProcessor"])
        )
        if longest > _EXPRESS_SECONDS:
            yield f"an execution of {title} can last {longest:.0f} s"


def payloads_are_what_the_step_takes(deployment: Deployment) -> Iterator[str]:
    modules = {f"<{path}.Arn>": module for path, module, _ in deployment.functions()}
    for title, state in tasks(deployment.definition):
        module = modules[state["Arguments"]["FunctionName"]]
        fields = msgspec.structs.fields(_input_type(module))
        given = set(state["Arguments"]["Payload"])
        required = {field.name for field in fields if field.required}
        if not required <= given <= {field.name for field in fields}:
            yield f"{title} gives {sorted(given)} to {module}"


def state_names_the_step_that_it_runs(deployment: Deployment) -> Iterator[str]:
    """One stem per step, so that a search for it shows the whole step."""
    modules = {f"<{path}.Arn>": module for path, module, _ in deployment.functions()}
    for title, state in tasks(deployment.definition):
        module = modules[state["Arguments"]["FunctionName"]]
        waits = module == "register_wait" and title.startswith("Wait for ")
        if not waits and title.lower().replace(" ", "_") != module:
            yield f"{title} runs {module}"


def executions_are_logged_without_their_data(deployment: Deployment) -> Iterator[str]:
    for path, machine in deployment.of_type("AWS::StepFunctions::StateMachine"):
        logging = machine.get("LoggingConfiguration", {})
        if (logging.get("Level"), logging.get("IncludeExecutionData")) != ("ALL", False):
            yield f"{path}: {logging}"
        if not logging.get("Destinations"):
            yield f"{path}: nowhere"


def executions_are_traced(deployment: Deployment) -> Iterator[str]:
    for path, machine in deployment.of_type("AWS::StepFunctions::StateMachine"):
        if machine.get("TracingConfiguration") != {"Enabled": True}:
            yield path


def _deadline_seconds(deployment: Deployment, title: str) -> int:
    waited_for = title.removeprefix("Wait for ").upper()
    variables = deployment["lifecycle/RegisterWait/Function"]["Environment"]["Variables"]
    return 60 * int(variables[f"{waited_for}_DEADLINE_MINUTES"])


def _longest_seconds(scope: State) -> float:
    states = (state for _, state in tasks(scope))
    return sum(state.get("TimeoutSeconds", 0) + _retrying_seconds(state) for state in states)


def _retrying_seconds(state: State) -> float:
    """The longest that the pauses between the attempts can last, without luck from the jitter."""
    return sum(map(_pausing_seconds, state.get("Retry", [])))


def _pausing_seconds(retry: State) -> float:
    return sum(
        min(retry["IntervalSeconds"] * retry["BackoffRate"] ** attempt, retry["MaxDelaySeconds"])
        for attempt in range(int(retry["MaxAttempts"]))
    )


def _trying_seconds(task: State, timeout: int) -> float:
    """The longest that a task lasts which fails for good of one and the same error: what is busy
    says so at once, but for the last time; what times out takes its time every time."""
    return max(
        _pausing_seconds(retry)
        + timeout * (1 + retry["MaxAttempts"] * ("Sandbox.Timedout" in retry["ErrorEquals"]))
        for retry in task["Retry"]
    )


def _input_type(module: str) -> type:
    handler = importlib.import_module(f"lambdas.{module}").handler
    (parameter,) = inspect.signature(handler.__wrapped__).parameters.values()
    annotation: type = parameter.annotation
    return annotation
