"""The record formats: for each, what a record is, what is wrong with it, and what it says."""

from collections.abc import Callable

from lifecycle.dataset.formats.claude_messages import ClaudeMessagesReader
from lifecycle.dataset.formats.converse import ConverseReader
from lifecycle.dataset.formats.image_caption import ImageCaptionReader
from lifecycle.dataset.formats.invocation_log import InvocationLogReader
from lifecycle.dataset.formats.pretraining_text import PretrainingTextReader
from lifecycle.dataset.formats.prompt_completion import PromptCompletionReader
from lifecycle.dataset.formats.record import RecordReader
from lifecycle.dataset.formats.rft_chat import RftChatReader
from lifecycle.dataset.rules import DatasetRules, FormatName

_READERS: dict[FormatName, Callable[[DatasetRules], RecordReader]] = {
    "converse": ConverseReader,
    "distillation-prompts": ConverseReader,
    "prompt-completion": PromptCompletionReader,
    "claude-messages": ClaudeMessagesReader,
    "image-caption": ImageCaptionReader,
    "pretraining-text": PretrainingTextReader,
    "rft-chat": RftChatReader,
    "invocation-log": InvocationLogReader,
}


def reader_for(rules: DatasetRules) -> RecordReader:
    return _READERS[rules.format](rules)
