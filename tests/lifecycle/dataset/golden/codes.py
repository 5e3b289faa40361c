"""Every finding code that the code can emit, read from its source."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import lifecycle.dataset
from lifecycle.dataset.quality.secrets import Sensitive

FOLDER = Path(lifecycle.dataset.__file__).parent
CODE = re.compile(r"[a-z]+(-[a-z]+)*")
# Functions that take the code without its name: which of their arguments it is, by module.
POSITIONS = {
    ("media", "_problem"): 1,
    ("whole_file", "_looks_like"): 0,
    ("judgement", "_warning"): 0,
}


def emitted_codes() -> frozenset[str]:
    return frozenset(code for file in FOLDER.rglob("*.py") for code in _codes_in(file))


def _codes_in(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for argument in _code_arguments(node, file.stem):
                yield from _constants(argument)
                yield from _of_kinds(argument, tree)
        if isinstance(node, ast.FunctionDef):
            yield from _looked_up(node)


def _code_arguments(call: ast.Call, module: str) -> Iterator[ast.expr]:
    yield from (keyword.value for keyword in call.keywords if keyword.arg == "code")
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    position = POSITIONS.get((module, name), len(call.args))
    yield from call.args[position : position + 1]


def _constants(argument: ast.expr) -> Iterator[str]:
    """The code, or both codes of a choice."""
    choices = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
    yield from _codes(choices)


def _codes(nodes: Iterable[ast.expr]) -> Iterator[str]:
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    yield from (v for v in values if isinstance(v, str) and CODE.fullmatch(v))


def _looked_up(function: ast.FunctionDef) -> Iterator[str]:
    """Of a function that takes the code from a table of its own."""
    inside = list(ast.walk(function))
    calls = (node for node in inside if isinstance(node, ast.Call))
    named = [word for call in calls for word in call.keywords if word.arg == "code"]
    if any(isinstance(word.value, ast.Name) for word in named):
        for row in inside:
            yield from _codes(row.elts if isinstance(row, ast.Tuple) else ())


def _of_kinds(argument: ast.expr, tree: ast.Module) -> Iterator[str]:
    """f"secret-{kind}" and f"personal-{kind}", once for each kind that is called so."""
    if not isinstance(argument, ast.JoinedStr) or not isinstance(argument.values[0], ast.Constant):
        return
    prefix = str(argument.values[0].value)
    for call in ast.walk(tree):
        named = isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if named and call.func.id == f"_{prefix.removesuffix('-')}":
            yield f"{prefix}{Sensitive[call.args[0].attr]}"
