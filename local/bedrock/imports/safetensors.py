"""The safetensors format: a header that describes the tensors, then their bytes.

https://github.com/huggingface/safetensors#format
"""

import json
from collections.abc import Mapping
from math import prod
from typing import Any

import msgspec
import numpy as np

from local.bedrock.imports.invalid import WeightsInvalid
from local.bedrock.learning.prompts import Floats

LENGTH_BYTES = 8
_LONGEST_HEADER = 100_000_000
_SIZES = {"F32": 4, "F16": 2, "BF16": 2, "U8": 1}
"""Bytes of one number of the data types that can be imported; U8 packs the weights of GPT-OSS."""


class Tensor(msgspec.Struct, frozen=True):
    dtype: str
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]
    """From the end of the header."""


class Header(msgspec.Struct, frozen=True):
    file: str
    length: int
    tensors: dict[str, Tensor]
    metadata: dict[str, str]


def header_length(file: str, start: bytes, size: int) -> int:
    """What the first LENGTH_BYTES bytes say, against the size of the file."""
    length = int.from_bytes(start, "little")
    if len(start) < LENGTH_BYTES or length > min(_LONGEST_HEADER, size - LENGTH_BYTES):
        raise _invalid(file, "its header is longer than the file")
    return length


def parsed_header(file: str, text: bytes, size: int) -> Header:
    try:
        document: dict[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
        metadata = msgspec.convert(document.pop("__metadata__", {}), dict[str, str])
        tensors = msgspec.convert(document, dict[str, Tensor])
    except msgspec.MsgspecError as problem:
        raise _invalid(file, f"its header can't be read: {problem}") from problem
    for name, tensor in tensors.items():
        _assert_consistent(file, name, tensor)
    _assert_gapless(file, tensors, size - LENGTH_BYTES - len(text))
    return Header(file, len(text), tensors, metadata)


def array(header: Header, content: bytes, name: str) -> Floats:
    """A tensor of F32 or F16 out of the whole file."""
    tensor = header.tensors[name]
    begin = LENGTH_BYTES + header.length + tensor.data_offsets[0]
    if tensor.dtype not in ("F32", "F16"):
        raise _invalid(header.file, f"{name} must be F32 or F16 for the stand-in to load it")
    numbers = np.frombuffer(
        content, f"<f{_SIZES[tensor.dtype]}", count=prod(tensor.shape), offset=begin
    )
    return numbers.astype(np.float32).reshape(tensor.shape)


def _assert_consistent(file: str, name: str, tensor: Tensor) -> None:
    if tensor.dtype not in _SIZES:
        raise _invalid(file, f"{name} is {tensor.dtype}; supported data types: {', '.join(_SIZES)}")
    begin, end = tensor.data_offsets
    if end - begin != prod(tensor.shape) * _SIZES[tensor.dtype]:
        raise _invalid(file, f"the bytes of {name} do not fit its shape {list(tensor.shape)}")


def _assert_gapless(file: str, tensors: Mapping[str, Tensor], size: int) -> None:
    at = 0
    for tensor in sorted(tensors.values(), key=lambda each: each.data_offsets):
        if tensor.data_offsets[0] != at:
            raise _invalid(file, "its tensors overlap or leave gaps")
        at = tensor.data_offsets[1]
    if at != size:
        raise _invalid(file, f"its header describes {at} bytes of tensors, it has {size}")


def _invalid(file: str, problem: str) -> WeightsInvalid:
    return WeightsInvalid(f"Invalid safetensors file {file}: {problem}.")


def json_object(file: str, content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except ValueError as problem:
        raise WeightsInvalid(f"Unable to parse {file}: {problem}.") from problem
    if not isinstance(document, dict):
        raise WeightsInvalid(f"Unable to parse {file}: not a JSON object.")
    return document
