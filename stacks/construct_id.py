"""Construct ids: PascalCase, without a prefix for project or stage."""

import re


def pascal_case(name: str) -> str:
    """Of a module or of a grader."""
    return "".join(word.capitalize() for word in re.split("[-_]", name))
