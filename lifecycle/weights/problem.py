"""What is wrong with weights: all of it at once, each with a code that scripts can rely on."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from lifecycle.errors import WeightsRejected

SHOWN = 20


class Code(StrEnum):
    FILE_MISSING = "file-missing"
    FILE_UNREADABLE = "file-unreadable"
    TOKENIZER_MISSING = "tokenizer-missing"
    WEIGHTS_MISSING = "weights-missing"
    NOT_MERGED = "adapter-not-merged"
    TOO_LARGE = "too-large"
    ARCHITECTURE_UNKNOWN = "architecture-unknown"
    ARCHITECTURE_REGION = "architecture-region"
    CONTEXT_TOO_LONG = "context-too-long"
    QUANTIZED = "quantized"
    HEADER_LENGTH = "header-length"
    HEADER_UNREADABLE = "header-unreadable"
    TENSOR_DTYPE = "tensor-dtype"
    TENSOR_SIZE = "tensor-size"
    OFFSETS = "offsets"
    INDEX_MISSING = "index-missing"
    SHARD_MISSING = "shard-missing"
    TENSOR_MISSING = "tensor-missing"
    TENSOR_TWICE = "tensor-twice"
    INDEX_SIZE = "index-size"
    TENSOR_SHAPE = "tensor-shape"


class Problem(Struct, frozen=True):
    """`file` is the name within the folder of the weights; empty where it is about all of them."""

    code: Code
    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.file or 'the weights'}: {self.message} [{self.code}]"


def rejected(problems: Sequence[Problem], where: str) -> WeightsRejected:
    shown = [str(problem) for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        shown.append(f"and {len(problems) - SHOWN} more")
    noun = "problem" if len(problems) == 1 else "problems"
    return WeightsRejected(
        f"the weights cannot be imported: {len(problems)} {noun}",
        where=where,
        why="\n  ".join(["", *shown]).lstrip("\n"),
        fix="save the model with save_pretrained(…, safe_serialization=True) and its tokenizer "
        "beside it, unquantized and with adapters merged; upload the folder again",
    )
