"""Whether an observed property is what the template says."""

import json
from collections.abc import Sequence
from typing import Any

# JSON documents and maps of free names are compared whole: one key more is a difference.
# Of other structures the template's members are compared, because services add defaults.
_WHOLE = {
    "AssumeRolePolicyDocument",
    "DashboardBody",
    "DefinitionString",
    "EventPattern",
    "FilterPolicy",
    "KeyPolicy",
    "PolicyDocument",
    "RedrivePolicy",
    "Variables",
}


def holds(name: str, expected: Any, observed: Any) -> bool:
    if name in _WHOLE:
        return bool(_document(expected) == _document(observed))
    if isinstance(expected, dict) and isinstance(observed, dict):
        return all(holds(key, value, observed.get(key)) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(observed, list):
        return _same_elements(name, expected, observed)
    return bool(_text(expected) == _text(observed))


def _same_elements(name: str, expected: Sequence[Any], observed: Sequence[Any]) -> bool:
    """Lists are sets of elements, as in CloudFormation's drift detection."""
    remaining = list(observed)
    for element in expected:
        match = next((item for item in remaining if holds(name, element, item)), None)
        if match is None:
            return False
        remaining.remove(match)
    return not remaining


def _document(value: Any) -> Any:
    if not isinstance(value, str):
        return _canonical(value)
    try:
        return _canonical(json.loads(value))
    except ValueError:
        return value


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_canonical(member) for member in value]
    return _text(value)


def _text(value: Any) -> Any:
    """Templates and services disagree on the JSON type of the same number or boolean."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) else value
