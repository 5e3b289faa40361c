"""Which fields of job.yaml belong to which technique."""

from collections.abc import Collection

from msgspec import Struct

from lifecycle.technique import Technique

_JOBS = frozenset(Technique) - {Technique.IMPORT}
_DISTILLATION = frozenset({Technique.DISTILLATION})
_IMPORT = frozenset({Technique.IMPORT})
_REINFORCEMENT = frozenset({Technique.REINFORCEMENT_FINE_TUNING})


class _Field(Struct, frozen=True):
    takers: frozenset[Technique]
    needed_by: frozenset[Technique] = frozenset()


# Those that every technique takes and none needs are not listed.
_FIELDS = {
    "base_model": _Field(_JOBS, needed_by=_JOBS),
    "data.training": _Field(_JOBS, needed_by=_JOBS - _DISTILLATION),
    "data.invocation_logs": _Field(_DISTILLATION),
    "hyperparameters": _Field(_JOBS - _DISTILLATION),
    "teacher": _Field(_DISTILLATION, needed_by=_DISTILLATION),
    "weights": _Field(_IMPORT, needed_by=_IMPORT),
    "grader": _Field(_REINFORCEMENT, needed_by=_REINFORCEMENT),
}
_SOURCES = ("data.training", "data.invocation_logs")


def require_fields_of(technique: Technique, given: Collection[str]) -> None:
    """Raises ValueError that names the field and the technique."""
    for name, field in _FIELDS.items():
        if name in given and technique not in field.takers:
            takers = ", ".join(taker for taker in Technique if taker in field.takers)
            raise ValueError(
                f"`{name}` does not belong to {technique.value}; it is a field of {takers}"
            )
        if name not in given and technique in field.needed_by:
            raise ValueError(f"`{name}` is missing: {technique.value} needs it")
    if technique in _DISTILLATION and sum(source in given for source in _SOURCES) != 1:
        names = " and ".join(f"`{source}`" for source in _SOURCES)
        raise ValueError(f"{technique.value} needs one of {names}, and not both")
    if "data.invocation_logs" in given and "data.test" not in given:
        raise ValueError(
            "`data.test` is missing: logs are not copied, and the new model is asked its prompts"
        )
