"""Which distributed Map states the local account takes."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.state_machines.definition_fields import field_problems, is_distributed
from local.state_machines.lambda_task import WITH_TOKEN

READER = "arn:aws:states:::s3:getObject"
READER_FIELDS = {"Resource", "ReaderConfig", "Arguments"}
OBJECT_FIELDS = {"Bucket", "Key"}
JSON_ITEMS = {"InputType": "JSON"}
EXPRESS = {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}
MAX_LABEL_LENGTH = 40


def distributed_problems(state: Mapping[str, Any], path: str) -> Iterator[str]:
    processor = state["ItemProcessor"]
    if processor["ProcessorConfig"] != EXPRESS:
        yield f"only the ExecutionType EXPRESS is emulated at {path}/ItemProcessor/ProcessorConfig"
    if "ItemReader" in state:
        yield from _reader_problems(state, f"{path}/ItemReader")
    for limit in ("ToleratedFailureCount", "ToleratedFailurePercentage"):
        if state.get(limit, 0) != 0:
            yield f"only 0 is emulated at {path}/{limit}"
    if len(state.get("Label", "")) > MAX_LABEL_LENGTH:
        yield f"a label has at most {MAX_LABEL_LENGTH} characters at {path}/Label"
    yield from _express_problems(processor, f"{path}/ItemProcessor")


def _reader_problems(state: Mapping[str, Any], path: str) -> Iterator[str]:
    reader = state["ItemReader"]
    yield from field_problems(reader, READER_FIELDS, READER_FIELDS, path)
    yield from field_problems(
        reader.get("Arguments", {}), OBJECT_FIELDS, OBJECT_FIELDS, f"{path}/Arguments"
    )
    if reader.get("Resource") != READER:
        yield f"resource {reader.get('Resource')!r} is not emulated at {path}/Resource"
    if reader.get("ReaderConfig") != JSON_ITEMS:
        yield f"only {JSON_ITEMS} is emulated at {path}/ReaderConfig"
    if "Items" in state:
        yield f"only one of Items and ItemReader is taken at {path}"


def _express_problems(chain: Mapping[str, Any], path: str) -> Iterator[str]:
    """What AWS refuses in an EXPRESS execution, at any depth."""
    for name, state in chain.get("States", {}).items():
        where = f"{path}/States/{name}"
        if str(state.get("Resource", "")).endswith(WITH_TOKEN):
            yield f"an EXPRESS execution cannot wait for a task token at {where}"
        if is_distributed(state):
            yield f"an EXPRESS execution cannot start executions at {where}"
        for inner in (*state.get("Branches", ()), state.get("ItemProcessor", {})):
            yield from _express_problems(inner, where)
