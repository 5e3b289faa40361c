"""Writes a model in the files that Hugging Face libraries write, without those libraries."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from small_model import SPECIAL, WIDTH, Model

INNER = 96
"""Width of the feed-forward part of the idle layer."""
LONGEST = 2_048


def write(model: Model, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(folder / "config.json", _config(len(model.tokens)))
    _write_json(folder / "tokenizer.json", _tokenizer(model.tokens))
    _write_json(folder / "tokenizer_config.json", _tokenizer_config())
    (folder / "model.safetensors").write_bytes(_safetensors(_tensors(model)))


def _config(tokens: int) -> dict[str, Any]:
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": tokens,
        "hidden_size": WIDTH,
        "intermediate_size": INNER,
        "num_hidden_layers": 1,
        "num_attention_heads": 4,
        "num_key_value_heads": 4,
        "max_position_embeddings": LONGEST,
        "rms_norm_eps": 1e-05,
        "tie_word_embeddings": False,
        "bos_token_id": 0,
        "eos_token_id": 1,
        "torch_dtype": "float16",
        "transformers_version": "4.51.3",
    }


def _tokenizer(tokens: tuple[str, ...]) -> dict[str, Any]:
    numbers = {token: number for number, token in enumerate(tokens)}
    return {
        "version": "1.0",
        "added_tokens": [
            {"id": numbers[token], "content": token, "special": True} for token in SPECIAL
        ],
        "model": {"type": "WordLevel", "vocab": numbers, "unk_token": SPECIAL[2]},
    }


def _tokenizer_config() -> dict[str, Any]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": LONGEST,
        "bos_token": SPECIAL[0],
        "eos_token": SPECIAL[1],
        "unk_token": SPECIAL[2],
        "chat_template": "{% for message in messages %}{{ message['content'] }}\n{% endfor %}",
    }


def _tensors(model: Model) -> dict[str, NDArray[Any]]:
    """What a Llama of one layer has, that layer idle; and what the small model has besides."""
    weights = model.weights
    layer = "model.layers.0"
    square, ones = np.zeros((WIDTH, WIDTH)), np.ones(WIDTH)
    return {
        "model.embed_tokens.weight": weights.context[0],
        **{f"{layer}.self_attn.{name}_proj.weight": square for name in "qkvo"},
        f"{layer}.mlp.gate_proj.weight": np.zeros((INNER, WIDTH)),
        f"{layer}.mlp.up_proj.weight": np.zeros((INNER, WIDTH)),
        f"{layer}.mlp.down_proj.weight": np.zeros((WIDTH, INNER)),
        f"{layer}.input_layernorm.weight": ones,
        f"{layer}.post_attention_layernorm.weight": ones,
        "model.norm.weight": ones,
        "lm_head.weight": weights.output,
        "stand_in.prompt": weights.prompt,
        "stand_in.context": weights.context,
        "stand_in.hidden": weights.hidden,
        "stand_in.bias": weights.bias,
        "stand_in.occurrences": model.occurrences,
        "stand_in.prompts": np.array([model.prompts]),
    }


def _safetensors(tensors: dict[str, NDArray[Any]]) -> bytes:
    """https://github.com/huggingface/safetensors#format"""
    header: dict[str, Any] = {"__metadata__": {"format": "pt", "stand_in": "1"}}
    body = bytearray()
    for name, tensor in tensors.items():
        content = tensor.astype("<f2").tobytes()
        offsets = [len(body), len(body) + len(content)]
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": offsets}
        body += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + bytes(body)


def _write_json(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
