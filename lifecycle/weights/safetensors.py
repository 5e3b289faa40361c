"""The header of a safetensors file: which tensors it holds, and where.

8 bytes give the length of the header (little-endian), the header is JSON, the tensors follow one
after the other. Source: the format's description at https://github.com/huggingface/safetensors.
"""

from collections.abc import Iterator
from math import prod
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lifecycle.weights.problem import Code, Problem

LENGTH_BYTES = 8
MAX_HEADER_BYTES = 100_000_000
"""The limit of the format's own reader."""
METADATA = "__metadata__"
BITS = {
    **dict.fromkeys(("F64", "I64", "U64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2", "F8_E8M0"), 8),
    **dict.fromkeys(("F6_E2M3", "F6_E3M2"), 6),
    "F4": 4,
}
"""Of one element, by dtype."""

_Length = Annotated[int, Meta(ge=0, le=2**53)]


class Tensor(Struct, frozen=True):
    """`data_offsets` from the end of the header."""

    dtype: str
    shape: tuple[_Length, ...]
    data_offsets: tuple[_Length, _Length]

    @property
    def elements(self) -> int:
        return prod(self.shape)

    @property
    def size(self) -> int:
        start, end = self.data_offsets
        return end - start


class Header(Struct, frozen=True):
    file: str
    tensors: dict[str, Tensor]


def header_length(file: str, start: bytes, file_size: int) -> int | Problem:
    """`start` is the first LENGTH_BYTES of the file."""
    length = int.from_bytes(start, "little")
    room = min(file_size - LENGTH_BYTES, MAX_HEADER_BYTES)
    if len(start) < LENGTH_BYTES or not 2 <= length <= room:
        message = (
            f"it says that its header has {length:,} bytes; there is room for {max(room, 0):,}"
        )
        return Problem(Code.HEADER_LENGTH, file, message)
    return length


def parse_header(file: str, text: bytes) -> Header | Problem:
    try:
        entries = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        entries.pop(METADATA, None)
        tensors = {name: _tensor.decode(raw) for name, raw in entries.items()}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Problem(Code.HEADER_UNREADABLE, file, f"its header cannot be read: {error}")
    return Header(file, tensors)


def header_problems(header: Header, data_size: int) -> Iterator[Problem]:
    """`data_size` is what the file holds after its header."""
    end = 0
    for name, tensor in sorted(header.tensors.items(), key=lambda item: item[1].data_offsets):
        yield from _tensor_problems(header.file, name, tensor)
        start, tensor_end = tensor.data_offsets
        if start != end or tensor_end < start:
            message = f"tensor {name!r} lies at {start:,} to {tensor_end:,}, expected from {end:,}"
            yield Problem(Code.OFFSETS, header.file, message)
            return
        end = tensor_end
    if end != data_size:
        message = f"its tensors end at {end:,}, the file has {data_size:,} bytes of them"
        yield Problem(Code.OFFSETS, header.file, message)


def _tensor_problems(file: str, name: str, tensor: Tensor) -> Iterator[Problem]:
    bits = BITS.get(tensor.dtype)
    if bits is None:
        message = f"tensor {name!r} has the dtype {tensor.dtype!r}, which the format does not know"
        yield Problem(Code.TENSOR_DTYPE, file, message)
    elif 8 * tensor.size != bits * tensor.elements:
        shape = list(tensor.shape)
        message = f"tensor {name!r} of {shape} {tensor.dtype} has {tensor.size:,} bytes"
        yield Problem(Code.TENSOR_SIZE, file, message)


_tensor = msgspec.json.Decoder(Tensor)
