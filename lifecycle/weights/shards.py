"""The files that the tensors of one model are spread over, held against their index."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, field

from lifecycle.weights.model_config import ModelConfig
from lifecycle.weights.problem import Code, Problem
from lifecycle.weights.safetensors import Header

INDEX = "model.safetensors.index.json"
WHOLE = "model.safetensors"
# How the tensor of token embeddings ends, by architecture.
_EMBEDDINGS = ("embed_tokens.weight", "wte.weight", "shared.weight")
# No buffer has these: whatever config.json says, such weights are quantized.
_QUANTIZED = ("F8_E4M3", "F8_E5M2", "F8_E8M0", "F6_E2M3", "F6_E3M2", "F4", "I8")


class Index(Struct, frozen=True):
    """`weight_map` says which file each tensor is in."""

    weight_map: dict[str, str]
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def total_size(self) -> int | None:
        size = self.metadata.get("total_size")
        return int(size) if isinstance(size, int | float) else None


def parse_index(text: bytes) -> Index | Problem:
    try:
        return msgspec.json.decode(text, type=Index)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Problem(Code.FILE_UNREADABLE, INDEX, f"it cannot be read: {error}")


def index_problems(
    index: Index, headers: Mapping[str, Header], files: Mapping[str, int]
) -> Iterator[Problem]:
    """`headers` are those that could be read, by file."""
    for file in sorted(set(index.weight_map.values()) - set(files)):
        yield Problem(Code.SHARD_MISSING, file, "the index names it, and it is not there")
    for name, file in index.weight_map.items():
        if file in headers and name not in headers[file].tensors:
            yield Problem(Code.TENSOR_MISSING, file, f"the index expects the tensor {name!r} in it")
    held = sum(tensor.size for header in headers.values() for tensor in header.tensors.values())
    complete = set(index.weight_map.values()) <= set(headers)
    if complete and index.total_size not in (None, held):
        message = f"it says {index.total_size:,} bytes in total, the files hold {held:,}"
        yield Problem(Code.INDEX_SIZE, INDEX, message)


def tensor_problems(
    headers: Sequence[Header], config: ModelConfig | None, quantization_allowed: bool
) -> Iterator[Problem]:
    """Over all files: twice there, quantized, or of another shape than config.json says."""
    seen: dict[str, str] = {}
    for header in headers:
        for name in header.tensors:
            if name in seen:
                message = f"the tensor {name!r} is in {seen[name]} too"
                yield Problem(Code.TENSOR_TWICE, header.file, message)
            seen[name] = header.file
        if not quantization_allowed:
            yield from _quantized(header)
        if config:
            yield from _shape_problems(header, config)


def _quantized(header: Header) -> Iterator[Problem]:
    kinds = sorted({t.dtype for t in header.tensors.values() if t.dtype in _QUANTIZED})
    if kinds:
        message = f"it has tensors of {', '.join(kinds)}: import the weights unquantized"
        yield Problem(Code.QUANTIZED, header.file, message)


def _shape_problems(header: Header, config: ModelConfig) -> Iterator[Problem]:
    expected = (config.vocabulary, config.width)
    if 0 in expected:
        return
    for name, tensor in header.tensors.items():
        if name.endswith(_EMBEDDINGS) and tensor.shape != expected:
            message = (
                f"{name!r} has the shape {list(tensor.shape)}, config.json says {list(expected)}"
            )
            yield Problem(Code.TENSOR_SHAPE, header.file, message)
