"""What a dataset means for the teacher of a distillation, and logs for the files beside them."""

import msgspec

from lifecycle.dataset.distribution import Distribution
from lifecycle.dataset.outcome import Preflight
from lifecycle.dataset.rules import DatasetRules
from lifecycle.distillation import LoggedPrompts, TeacherTokens
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion


def files_of(request: AcceptedRequest) -> dict[str, ObjectVersion]:
    """By the split that they are read as: beside invocation logs the test set stands alone."""
    if request.invocation_logs and request.test:
        return {"training": request.test}
    return request.data()


def rules_of_files(request: AcceptedRequest, rules: DatasetRules) -> DatasetRules:
    """Beside invocation logs lies a test set only, of as many prompts as its owner likes."""
    return msgspec.structs.replace(rules, min_records=1) if request.invocation_logs else rules


def teacher_tokens(
    request: AcceptedRequest,
    rules: DatasetRules,
    preflight: Preflight,
    logged: LoggedPrompts | None,
) -> TeacherTokens | None:
    """None without a teacher. Nothing is asked of it where the logs have its answers already."""
    if request.teacher is None:
        return None
    if request.invocation_logs and request.invocation_logs.use_prompt_response:
        return TeacherTokens(input=0, output_at_most=0)
    if logged:
        prompts, tokens = logged.usable, round(logged.prompt_bytes / rules.characters_per_token)
    else:
        prompts, tokens = preflight.records["training"], _prompt_tokens(preflight, rules)
    return TeacherTokens(tokens, prompts * request.teacher.max_response_length)


def _prompt_tokens(preflight: Preflight, rules: DatasetRules) -> int:
    """Of the training file: what its records have beyond their golden answers."""
    whole = preflight.tokens["training"]
    total = whole.total if isinstance(whole, Distribution) else whole
    answers = preflight.stats["training"].answer_characters.total / rules.characters_per_token
    return max(0, total - round(answers))
