"""Small models in the Hugging Face layout, made byte by byte."""

import json
from collections.abc import Mapping
from typing import Any

Shape = tuple[int, ...]
VOCABULARY, WIDTH = 6, 4
CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "vocab_size": VOCABULARY,
    "hidden_size": WIDTH,
    "max_position_embeddings": 4_096,
}
EMBEDDINGS = "model.embed_tokens.weight"
OUTPUT = "lm_head.weight"
_SIZES = {"F32": 4, "F16": 2, "BF16": 2, "I64": 8, "F8_E4M3": 1, "U8": 1}


def safetensors(tensors: Mapping[str, tuple[str, Shape]], **changes: Any) -> bytes:
    """`changes` replace entries of the header, after the offsets have been laid out."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, (dtype, shape) in tensors.items():
        size = _SIZES[dtype]
        for side in shape:
            size *= side
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header | changes).encode()
    return len(text).to_bytes(8, "little") + text + bytes(end)


def with_header(text: bytes, data: bytes = b"") -> bytes:
    return len(text).to_bytes(8, "little") + text + data


def model_files(**config: Any) -> dict[str, bytes]:
    tensors = {EMBEDDINGS: ("BF16", (VOCABULARY, WIDTH)), OUTPUT: ("F32", (VOCABULARY, WIDTH))}
    return {
        "config.json": json.dumps(CONFIG | config).encode(),
        "tokenizer_config.json": b"{}",
        "tokenizer.json": b"{}",
        "model.safetensors": safetensors(tensors),
    }


def sharded_files(**index: Any) -> dict[str, bytes]:
    first, second = (f"model-0000{number}-of-00002.safetensors" for number in (1, 2))
    files = {name: body for name, body in model_files().items() if name != "model.safetensors"}
    weight_map = {EMBEDDINGS: first, OUTPUT: second}
    total = 6 * VOCABULARY * WIDTH
    document = {"metadata": {"total_size": total}, "weight_map": weight_map, **index}
    return files | {
        first: safetensors({EMBEDDINGS: ("BF16", (VOCABULARY, WIDTH))}),
        second: safetensors({OUTPUT: ("F32", (VOCABULARY, WIDTH))}),
        "model.safetensors.index.json": json.dumps(document).encode(),
    }
