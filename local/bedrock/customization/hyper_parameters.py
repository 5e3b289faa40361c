"""The hyper-parameters of a customization job: strings, checked against the base model's ranges."""

from collections.abc import Mapping

from local.bedrock.customization_rules import HyperParameter
from local.bedrock.errors import ValidationException


def completed(
    given: Mapping[str, str], known: Mapping[str, HyperParameter], model_id: str
) -> dict[str, str]:
    """With the defaults of those that are not given."""
    for name, text in given.items():
        if name not in known:
            raise ValidationException(
                f"Hyperparameter {name} is not valid for model {model_id}. "
                f"Valid hyperparameters: {', '.join(sorted(known))}."
            )
        if text not in known[name].words:
            _assert_in_range(name, text, known[name])
    return {name: _chosen(name, given, each, model_id) for name, each in known.items()}


def _chosen(name: str, given: Mapping[str, str], known: HyperParameter, model_id: str) -> str:
    chosen = given.get(name, known.default)
    if chosen is None:
        raise ValidationException(f"Hyperparameter {name} is required for model {model_id}.")
    return chosen


def _assert_in_range(name: str, text: str, known: HyperParameter) -> None:
    try:
        value = int(text) if known.type == "integer" else float(text)
    except ValueError as problem:
        raise ValidationException(
            f"Hyperparameter {name} must be of type {known.type}, but is '{text}'."
        ) from problem
    if not known.minimum <= value <= known.maximum:
        raise ValidationException(
            f"Hyperparameter {name} must be between {known.minimum:g} and {known.maximum:g}, "
            f"but is {text}."
        )
