"""Draws the state machine as Mermaid text, from the definition itself."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Definition = Mapping[str, Any]


def mermaid(definition: Definition) -> str:
    """Solid arrows are the way of a run; dotted ones are taken on an error."""
    lines = ["flowchart TD", *_states(definition, "    ")]
    lines += [f"    {_id(definition['StartAt'])}:::start", "    classDef start stroke-width:3px"]
    return "\n".join(lines) + "\n"


def _states(definition: Definition, indent: str) -> Iterator[str]:
    for title, state in definition["States"].items():
        if state["Type"] == "Map":
            yield from _branches(title, state, indent)
        else:
            yield f"{indent}{_id(title)}{_shape(title, state)}"
    for title, state in definition["States"].items():
        yield from _arrows(title, state, indent)


def _branches(title: str, state: Definition, indent: str) -> Iterator[str]:
    distributed = state["ItemProcessor"]["ProcessorConfig"]["Mode"] == "DISTRIBUTED"
    each = "one execution per range" if distributed else "one branch per trial"
    yield f'{indent}subgraph {_id(title)}["{title}: {each}"]'
    yield from _states(state["ItemProcessor"], indent + "    ")
    yield f"{indent}end"


def _arrows(title: str, state: Definition, indent: str) -> Iterator[str]:
    for choice in state.get("Choices", []):
        yield f"{indent}{_id(title)} -- yes --> {_id(choice['Next'])}"
    if "Default" in state:
        yield f"{indent}{_id(title)} -- no --> {_id(state['Default'])}"
    if "Next" in state:
        yield f"{indent}{_id(title)} --> {_id(state['Next'])}"
    caught = {catch["Next"]: None for catch in state.get("Catch", [])}
    for target in (target for target in caught if target != state.get("Next")):
        yield f"{indent}{_id(title)} -.-> {_id(target)}"


def _shape(title: str, state: Definition) -> str:
    if state["Type"] in ("Succeed", "Fail"):
        return f'(["{title}"])'
    if state["Type"] == "Choice":
        return f'{{"{title}"}}'
    if str(state.get("Resource", "")).endswith(".waitForTaskToken"):
        return f'[/"{title}"/]'
    return f'["{title}"]'


def _id(title: str) -> str:
    return title.replace(" ", "_").removesuffix("?")


def definition_of(template: Mapping[str, Any]) -> Definition:
    """The one state machine of a synthesized template; its references become placeholders."""
    (machine,) = (
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::StepFunctions::StateMachine"
    )
    parts = machine["DefinitionString"]["Fn::Join"][1]
    definition: Definition = json.loads("".join(p if isinstance(p, str) else "*" for p in parts))
    return definition


def with_diagram(readme: str, definition: Definition) -> str:
    drawn = f"<!-- diagram -->\n```mermaid\n{mermaid(definition)}```\n<!-- /diagram -->"
    return re.sub(r"<!-- diagram -->.*?<!-- /diagram -->", lambda _: drawn, readme, flags=re.S)


def main(template: Path, readme: Path) -> None:
    definition = definition_of(json.loads(template.read_text("utf-8")))
    readme.write_text(with_diagram(readme.read_text("utf-8"), definition), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
