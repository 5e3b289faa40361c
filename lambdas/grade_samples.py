"""Grade samples: one grader as Amazon Bedrock calls it, many samples at a time."""

import os
from importlib import import_module
from typing import Any

from lambdas.step import logger
from lifecycle.environment import GraderEnvironment
from lifecycle.errors import GradingFailed
from lifecycle.grading import grade_all


def handler(event: Any, context: Any) -> list[dict[str, Any]]:
    """A bare JSON array in, a bare JSON array out. Raises GradingFailed that names the sample."""
    name = GraderEnvironment.from_variables(os.environ).grader
    grade = import_module(f"graders.{name.replace('-', '_')}").grade
    try:
        scores = grade_all(
            event, name, grade, lambda: context.get_remaining_time_in_millis() / 1000
        )
    except GradingFailed as error:
        logger.error("grading failed", extra={"code": error.code, "reason": str(error)})
        raise
    logger.info("graded", extra={"grader": name, "samples": len(scores)})
    return scores
