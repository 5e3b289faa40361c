"""CloudWatch metric math, as far as alarms use it: arithmetic and SUM, MIN, MAX, AVG, FILL."""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Value = float | None
"""A datapoint; None where there is no data."""

OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
AGGREGATES: dict[str, Callable[[list[float]], float]] = {
    "SUM": sum,
    "MIN": min,
    "MAX": max,
    "AVG": lambda values: sum(values) / len(values),
}


class UnsupportedMetricMath(ValueError):
    """The expression uses something that is not emulated."""


def computed(
    queries: Sequence[Mapping[str, Any]], statistic: Callable[[Mapping[str, Any]], Value]
) -> Value:
    """The value of the query that returns data; `statistic` gives that of a MetricStat."""
    values: dict[str, Value] = {}
    pending = list(queries)
    while pending:
        query = _next(pending, values)
        pending.remove(query)
        if "Expression" in query:
            values[query["Id"]] = _evaluated(query["Expression"], values)
        else:
            values[query["Id"]] = statistic(query["MetricStat"])
    returned = [query["Id"] for query in queries if _returns_data(query)]
    return values[returned[0]]


def _returns_data(query: Mapping[str, Any]) -> bool:
    return str(query.get("ReturnData", True)).lower() == "true"


def _next(pending: Sequence[Mapping[str, Any]], values: Mapping[str, Value]) -> Mapping[str, Any]:
    for query in pending:
        names = _names(query["Expression"]) if "Expression" in query else set()
        if names <= values.keys():
            return query
    raise UnsupportedMetricMath(f"unknown names in {[query['Id'] for query in pending]}")


def _names(expression: str) -> set[str]:
    nodes = list(ast.walk(_parsed(expression)))
    functions = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    return {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in functions}


def _parsed(expression: str) -> ast.expr:
    try:
        return ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        raise UnsupportedMetricMath(f"metric math {expression!r} is not emulated") from error


def _evaluated(expression: str, values: Mapping[str, Value]) -> Value:
    return _value(_parsed(expression), values)


def _value(node: ast.expr, values: Mapping[str, Value]) -> Value:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return values[name]
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return _combined(type(sign), _value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id="FILL"), args=[filled, default]):
            value = _value(filled, values)
            return value if value is not None else _value(default, values)
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in AGGREGATES:
            known = [v for v in _list(arguments, values) if v is not None]
            return AGGREGATES[name](known) if known else None
    raise UnsupportedMetricMath(f"metric math {ast.unparse(node)!r} is not emulated")


def _list(arguments: Sequence[ast.expr], values: Mapping[str, Value]) -> list[Value]:
    parts = arguments[0].elts if isinstance(arguments[0], ast.List) else arguments
    return [_value(part, values) for part in parts]


def _combined(sign: type[ast.operator], left: Value, right: Value) -> Value:
    if left is None or right is None or (sign is ast.Div and right == 0):
        return None
    return OPERATORS[sign](left, right)
