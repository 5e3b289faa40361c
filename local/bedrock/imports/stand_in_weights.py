"""Weights that the stand-in can really run: its own small model in the files of an import.

The format is written down in docs/local-models.md.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from local.bedrock.imports import safetensors
from local.bedrock.imports.invalid import WeightsInvalid
from local.bedrock.imports.safetensors import Header
from local.bedrock.imports.weights_folder import WeightsFolder
from local.bedrock.learning.language_model import CONTEXT, WIDTH, LanguageModel, Weights
from local.bedrock.learning.prompts import BUCKETS, Familiarity, Floats
from local.bedrock.learning.vocabulary import SPECIAL, Vocabulary

MARK = "stand_in"
"""Key in the metadata of the file that holds the model."""
_OUTPUT = "lm_head.weight"
_LARGEST = 64_000_000
"""Bytes of such a file."""


def stand_in_model(folder: WeightsFolder, headers: list[Header]) -> LanguageModel | None:
    """None for all other weights."""
    header = next((each for each in headers if MARK in each.metadata), None)
    if header is None:
        return None
    if folder.sizes[header.file] > _LARGEST:
        raise WeightsInvalid(f"{header.file} is too large for a model of the stand-in.")
    vocabulary = _vocabulary(folder.document("tokenizer.json"))
    tensors = _tensors(header, folder.content(header.file), len(vocabulary))
    familiarity = Familiarity(
        int(tensors[f"{MARK}.prompts"][0]), tensors[f"{MARK}.occurrences"].astype(np.int64)
    )
    weights = Weights(
        prompt=tensors[f"{MARK}.prompt"],
        context=tensors[f"{MARK}.context"],
        hidden=tensors[f"{MARK}.hidden"],
        output=tensors[_OUTPUT],
        bias=tensors[f"{MARK}.bias"],
    )
    return LanguageModel(vocabulary, familiarity, weights)


def _vocabulary(tokenizer: Mapping[str, Any]) -> Vocabulary:
    """The first three numbers are start, end and unknown, whatever they are called."""
    numbers = tokenizer.get("model", {}).get("vocab", {})
    tokens = sorted(numbers, key=numbers.__getitem__)
    if sorted(numbers.values()) != list(range(len(tokens))) or len(tokens) <= len(SPECIAL):
        raise WeightsInvalid("tokenizer.json must number its tokens from 0 without gaps.")
    return Vocabulary((*SPECIAL, *tokens[len(SPECIAL) :]))


def _tensors(header: Header, content: bytes, vocabulary: int) -> dict[str, Floats]:
    shapes: dict[str, tuple[int, ...]] = {
        f"{MARK}.prompt": (BUCKETS, WIDTH),
        f"{MARK}.context": (CONTEXT, vocabulary, WIDTH),
        f"{MARK}.hidden": (WIDTH,),
        f"{MARK}.bias": (vocabulary,),
        f"{MARK}.occurrences": (BUCKETS,),
        f"{MARK}.prompts": (1,),
        _OUTPUT: (vocabulary, WIDTH),
    }
    for name, shape in shapes.items():
        if name not in header.tensors or header.tensors[name].shape != shape:
            raise WeightsInvalid(f"{header.file} must have {name} in the shape {list(shape)}.")
    return {name: safetensors.array(header, content, name) for name in shapes}
