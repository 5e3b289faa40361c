"""Counts what a distillation can learn from in the logs of model invocations.

Source: Bedrock user guide, distillation-data-prep-option-2 and model-distillation.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec

from lifecycle.dataset.formats.invocation_log import InvocationLog, InvocationLogReader
from lifecycle.dataset.rules import DatasetRules
from lifecycle.distillation import AcceptedTeacher, LoggedPrompts
from lifecycle.errors import DatasetRejected
from lifecycle.request_data import InvocationLogs, MetadataFilters
from lifecycle.run.scanned import CountedLog


class _LoggedRecord(InvocationLog, frozen=True):
    requestMetadata: dict[str, str] = {}  # noqa: N815 - the name on the wire


_decode = msgspec.json.Decoder(_LoggedRecord).decode


class LogReader:
    """Reads the records of any number of log files, one by one; keeps nothing but counts."""

    def __init__(self, logs: InvocationLogs, teacher: AcceptedTeacher, rules: DatasetRules) -> None:
        self._logs, self._teacher = logs, teacher
        self._reader = InvocationLogReader(rules)
        self._counts = Counter[str]()

    @property
    def counted(self) -> LoggedPrompts:
        return LoggedPrompts(**self._counts)

    def read(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            if line.strip():
                self._counts[self._judged(line)] += 1

    def _judged(self, line: bytes) -> str:
        """The field of LoggedPrompts that the record counts for."""
        try:
            record = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return "not_one_text_prompt"
        if not _passes(record.requestMetadata, self._logs.metadata_filters):
            return "filtered_out"
        if self._logs.use_prompt_response and not self._is_teachers(record.modelId):
            return "by_another_model"
        if any(self._reader.problems(record)):
            return "not_one_text_prompt"
        prompt = self._reader.passages(record).prompt
        self._counts["prompt_bytes"] += sum(len(passage.text.encode()) for passage in prompt)
        return "usable"

    def _is_teachers(self, model: str) -> bool:
        return model.rpartition("/")[2] in (self._teacher.model, self._teacher.identifier)


def added_up(logs: Iterable[CountedLog], rules: DatasetRules) -> CountedLog:
    """In the order of the objects, up to the first that cannot be read, or that makes them too
    many: what lies behind it is not looked at."""
    counts = Counter[str]()
    for log in logs:
        counts.update(msgspec.structs.asdict(log.counted))
        if log.rejection or counts["usable"] > rules.max_records:
            return CountedLog(LoggedPrompts(**counts), log.rejection)
    return CountedLog(LoggedPrompts(**counts))


def require_readable(log: CountedLog) -> LoggedPrompts:
    """Raises DatasetRejected that says which object cannot be read."""
    if log.rejection:
        raise log.rejection.error()
    return log.counted


def require_enough(counted: LoggedPrompts, logs: InvocationLogs, rules: DatasetRules) -> None:
    """Raises DatasetRejected that says what became of the records."""
    if counted.usable < rules.min_records:
        raise DatasetRejected(
            f"{counted.usable} logged prompts can be learned from; "
            f"a distillation needs at least {rules.min_records}",
            where=logs.source,
            why=f"{counted.filtered_out} do not pass metadata_filters, "
            f"{counted.by_another_model} were answered by another model than the teacher, "
            f"{counted.not_one_text_prompt} are no single prompt of text",
            fix="widen the prefix or the filters, or name the teacher that answered the prompts",
        )
    if counted.usable > rules.max_records:
        raise DatasetRejected(
            f"more than {rules.max_records} logged prompts, which a distillation takes at most",
            where=logs.source,
            fix="narrow the prefix or the filters",
        )


def _passes(metadata: dict[str, str], filters: MetadataFilters | None) -> bool:
    if filters is None:
        return True
    if filters.all_of:
        return all(_holds(metadata, each.equals, each.not_equals) for each in filters.all_of)
    if filters.any_of:
        return any(_holds(metadata, each.equals, each.not_equals) for each in filters.any_of)
    return _holds(metadata, filters.equals, filters.not_equals)


def _holds(
    metadata: dict[str, str], equals: dict[str, str] | None, not_equals: dict[str, str] | None
) -> bool:
    if equals:
        return all(metadata.get(key) == value for key, value in equals.items())
    return all(metadata.get(key) != value for key, value in (not_equals or {}).items())
