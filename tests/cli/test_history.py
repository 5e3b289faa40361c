"""Execution histories read as visits of states."""

from datetime import timedelta

from cli.history import StateVisit, visits
from tests.cli.fake_aws import START
from tests.cli.run_samples import History


def named(history: History) -> dict[str, StateVisit]:
    return {visit.name: visit for visit in visits(history.events)}


def test_each_state_has_the_time_between_its_entry_and_its_exit() -> None:
    history = History()
    history.visit("Accept request")
    (visit,) = visits(history.events)
    assert (visit.entered_by, visit.exited_by) == (1, 4)
    assert visit.seconds(START) == 3.0


def test_a_state_that_was_not_left_is_open_and_its_time_goes_on() -> None:
    history = History()
    history.enter("Wait for customization")
    (visit,) = visits(history.events)
    assert visit.is_open
    assert visit.seconds(START + timedelta(seconds=61)) == 60.0


def test_states_that_take_no_time_are_left_out() -> None:
    history = History()
    history.event("ExecutionStarted")
    history.enter("Is it large?", kind="Choice")
    history.leave("Is it large?", kind="Choice")
    history.visit("Accept request")
    history.enter("Model in service", kind="Succeed")
    history.leave("Model in service", kind="Succeed")
    assert list(named(history)) == ["Accept request"]


def test_an_error_that_a_retry_overcame_is_forgotten() -> None:
    history = History()
    history.enter("Start customization")
    history.attempt(error="TransientServiceError")
    history.attempt()
    history.leave("Start customization")
    assert named(history)["Start customization"].error is None


def test_a_caught_error_stays_with_its_state() -> None:
    history = History()
    history.visit("Prepare data", error="DatasetRejected")
    history.visit("Record failure")
    found = named(history)
    assert found["Prepare data"].error == "DatasetRejected"
    assert found["Record failure"].error is None


def test_states_within_a_map_lie_one_level_deeper() -> None:
    history = History()
    history.enter("Customize", kind="Map")
    history.visit("Start customization")
    history.leave("Customize", kind="Map")
    history.visit("Choose model")
    depths = {name: visit.depth for name, visit in named(history).items()}
    assert depths == {"Customize": 0, "Start customization": 1, "Choose model": 0}


def test_a_state_that_was_cut_short_ends_with_its_map_and_hands_on_its_error() -> None:
    history = History()
    history.enter("Customize", kind="Map")
    history.enter("Wait for customization")
    history.attempt(error="CustomizationFailed")
    exit_event = history.leave("Customize", kind="Map")
    found = named(history)
    assert found["Wait for customization"].exited_by == exit_event
    assert found["Customize"].error == "CustomizationFailed"


def test_what_was_open_when_the_execution_was_aborted_ended_then() -> None:
    history = History()
    history.enter("Wait for customization")
    history.event("ExecutionAborted")
    (visit,) = visits(history.events)
    assert not visit.is_open
    assert visit.error == "Aborted"


def test_of_two_trials_at_once_the_error_belongs_to_the_one_that_the_event_names() -> None:
    history = History()
    history.enter("Customize", kind="Map")
    first = history.enter("Start customization")
    second = history.enter("Start customization")
    history.attempt(error="QuotaReached", previous=first)
    history.attempt(previous=second)
    _, one, other = visits(history.events)
    assert (one.error, other.error) == ("QuotaReached", None)


def sweep() -> History:
    """Two trials at once: each event names the one before it in its own branch."""
    history = History()
    customize = history.enter("Customize", kind="Map")
    branches = [
        history.event(
            "MapIterationStarted",
            customize,
            mapIterationStartedEventDetails={"name": "Customize", "index": index},
        )
        for index in (0, 1)
    ]
    entered = [history.enter("Start customization", previous=branch) for branch in branches]
    ended = [
        history.event("TaskSucceeded", before, taskSucceededEventDetails={"resource": ""})
        for before in entered
    ]
    left = history.leave("Start customization", previous=ended[1])
    history.enter("Wait for customization", previous=left)
    return history


def test_of_two_trials_at_once_each_has_its_number_and_its_own_end() -> None:
    _, first, second, waiting = visits(sweep().events)
    assert [visit.trial for visit in (first, second, waiting)] == [0, 1, 1]
    assert first.is_open
    assert not second.is_open
    assert waiting.title == "Wait for customization 1"


def test_the_only_trial_of_a_run_has_no_number() -> None:
    history = History()
    customize = history.enter("Customize", kind="Map")
    details = {"name": "Customize", "index": 0}
    branch = history.event(
        "MapIterationStarted", customize, mapIterationStartedEventDetails=details
    )
    history.enter("Start customization", previous=branch)
    assert [visit.title for visit in visits(history.events)] == ["Customize", "Start customization"]
