"""Folders of weights as Hugging Face lays them out, small enough for a test."""

import json

import numpy as np

from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import Prompt
from local.bedrock.learning.training import Schedule, SupervisedTraining
from tests.local.bedrock.samples import SYSTEM, tickets


def folder(width=4, words=10, **changes):
    """The files of a little Llama, by name; a file given as None is left out."""
    files = {
        "config.json": config(vocab_size=words, hidden_size=width),
        "tokenizer_config.json": {"chat_template": "{{ messages }}"},
        "tokenizer.json": {
            "model": {"vocab": {f"word{number}": number for number in range(words)}}
        },
        "model.safetensors": safetensors(
            {"model.embed_tokens.weight": np.ones((words, width), np.float16)}
        ),
    }
    files |= changes
    return {name: _bytes(content) for name, content in files.items() if content is not None}


def config(**changes):
    usual = {
        "architectures": ["LlamaForCausalLM"],
        "vocab_size": 10,
        "hidden_size": 4,
        "max_position_embeddings": 8192,
    }
    return usual | changes


def safetensors(tensors, metadata=None):
    entries, body = {"__metadata__": metadata or {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        offsets = [len(body), len(body) + tensor.nbytes]
        dtype = {"float16": "F16", "float32": "F32", "int8": "I8"}[str(tensor.dtype)]
        entries[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": offsets}
        body += tensor.tobytes()
    return with_header(entries, body)


def with_header(entries, body):
    header = json.dumps(entries).encode()
    return len(header).to_bytes(8, "little") + header + body


def trained_model():
    """Knows to which category a ticket belongs."""
    examples = [Example(Prompt(SYSTEM, question), found) for question, found in tickets(200)]
    training = SupervisedTraining(foundation_model(), examples, (), Schedule(epochs=2))
    for _ in training.steps():
        pass
    return training.model


def stand_in_folder(model):
    weights, words = model.weights, len(model.vocabulary)
    special = ["<s>", "</s>", "<unk>"]
    tokens = [*special, *model.vocabulary.entries[len(special) :]]
    tensors = {
        "model.embed_tokens.weight": weights.output,
        "lm_head.weight": weights.output,
        "stand_in.prompt": weights.prompt,
        "stand_in.context": weights.context,
        "stand_in.hidden": weights.hidden,
        "stand_in.bias": weights.bias,
        "stand_in.occurrences": model.familiarity.occurrences.astype(np.float32),
        "stand_in.prompts": np.array([model.familiarity.prompts], np.float32),
    }
    return folder(
        **{
            "config.json": config(vocab_size=words, hidden_size=weights.output.shape[1]),
            "tokenizer.json": {
                "model": {"vocab": {token: number for number, token in enumerate(tokens)}}
            },
            "model.safetensors": safetensors(tensors, {"stand_in": "1"}),
        }
    )


def _bytes(content):
    return content if isinstance(content, bytes) else json.dumps(content).encode()
