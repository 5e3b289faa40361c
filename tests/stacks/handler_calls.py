"""Which AWS calls a handler can make, read from the code of lambdas/.

Follows every name that a function mentions, so that it finds calls that no test makes, such as
those on the way out of a failure. What is mentioned but never called counts as called.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LAMBDAS = Path(__file__).parents[2] / "lambdas"
Node = tuple[str, str]
"""A module of lambdas/ and a name at its top level."""


def calls_of(module: str) -> set[str]:
    """Such as `s3.put_object`, of the handler in that module."""
    todo, seen, calls = [(module, "handler")], set[Node](), set[str]()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        if definition := _module(node[0]).definitions.get(node[1]):
            calls |= set(_calls(definition))
            todo += _mentions(node[0], definition)
    return calls


class _Module:
    def __init__(self, name: str) -> None:
        tree = ast.parse((LAMBDAS / f"{name}.py").read_text("utf-8"))
        self.definitions = dict(_definitions(tree))
        self.imports = dict(_imports(tree))


_module = cache(_Module)


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, statement
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield name, statement


def _imports(tree: ast.Module) -> Iterator[tuple[str, Node]]:
    """What a name stands for; the second part is empty where it stands for a whole module."""
    for statement in tree.body:
        match statement:
            case ast.ImportFrom(module="lambdas", names=names):
                yield from ((name.name, (name.name, "")) for name in names)
            case ast.ImportFrom(module=str(module), names=names) if module.startswith("lambdas."):
                stem = module.removeprefix("lambdas.")
                yield from ((name.name, (stem, name.name)) for name in names)


def _mentions(module: str, definition: ast.AST) -> Iterator[Node]:
    known = _module(module)
    for node in ast.walk(definition):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                other, inside = known.imports.get(name, ("aws", ""))
                if other != "aws" and not inside:
                    yield other, attribute
            case ast.Name(id=name) if name in known.definitions:
                yield module, name
            case ast.Name(id=name) if name in known.imports and known.imports[name][1]:
                yield known.imports[name]


def _calls(definition: ast.AST) -> Iterator[str]:
    clients = dict(_named_clients(definition))
    for node in ast.walk(definition):
        match node:
            case ast.Call(
                func=ast.Attribute(value=client, attr="get_paginator"),
                args=[ast.Constant(value=operation)],
            ):
                yield f"{_service(client, clients)}.{operation}"
            case ast.Attribute(value=client, attr=operation) if operation != "get_paginator":
                if service := _service(client, clients):
                    yield f"{service}.{operation}"


def _named_clients(definition: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(definition):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if service := _service(value, {}):
                    yield name, service


def _service(client: ast.AST, named: dict[str, str]) -> str | None:
    """The service that `aws.s3()`, or a variable that holds it, is a client of."""
    match client:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="aws"), attr=service)):
            return service
        case ast.Name(id=name):
            return named.get(name)
    return None
