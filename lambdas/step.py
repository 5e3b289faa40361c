"""What every step shares: a typed input, a typed result, errors with the names that Step Functions
retries, and logs that carry the run but never the data."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import msgspec
from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from lambdas.service_errors import translated
from lifecycle.errors import TailorError

logger = Logger(service="tailor", utc=True)

Handler = Callable[[Any, Any], Any]
Input = TypeVar("Input")
Result = TypeVar("Result")


def step(function: Callable[[Input], Result]) -> Handler:
    """Wraps a function of one typed argument as a Lambda handler."""
    (parameter,) = inspect.signature(function, eval_str=True).parameters.values()
    input_type = parameter.annotation

    @wraps(function)
    def handler(event: Any, context: Any) -> Any:
        logger.structure_logs(append=False, step=function.__module__.rsplit(".", 1)[-1])
        try:
            task = msgspec.convert(event, input_type)
            logger.append_keys(run_id=getattr(task, "run_id", None))
            return msgspec.to_builtins(function(task))
        except (BotoCoreError, ClientError) as error:
            raise _logged(translated(error)) from error
        except TailorError as error:
            raise _logged(error) from error.__cause__

    return handler


def _logged(error: TailorError) -> TailorError:
    logger.error("step failed", extra={"code": error.code, "reason": str(error)})
    return error
