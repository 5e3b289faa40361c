"""The files of a model at an S3 location, as the import job's role may read them."""

from collections.abc import Mapping
from typing import Any

from local.bedrock.customization.role_storage import RoleStorage
from local.bedrock.imports import safetensors
from local.bedrock.imports.architectures import Architecture, architectures
from local.bedrock.imports.invalid import WeightsInvalid
from local.bedrock.imports.safetensors import LENGTH_BYTES, Header

_REQUIRED = ("config.json", "tokenizer_config.json")
_TOKENIZERS = ("tokenizer.json", "tokenizer.model")
_INDEX = "model.safetensors.index.json"
_EMBEDDINGS = ("embed_tokens.weight", "wte.weight", "shared.weight")
"""Ends of the name of the tensor that holds the token embeddings, by architecture."""
_MOST_BYTES, _MOST_MULTIMODAL_BYTES = 200_000_000_000, 100_000_000_000
_CONTEXT_LIMIT = 128 * 1024


class WeightsFolder:
    """Read lazily: of the weights only their headers, unless content() is asked for."""

    def __init__(self, storage: RoleStorage, uri: str) -> None:
        self._storage, self._uri = storage, uri.rstrip("/")
        self.sizes = storage.sizes(f"{self._uri}/")
        """In bytes, by file name."""

    def content(self, file: str) -> bytes:
        return self._storage.read(f"{self._uri}/{file}")

    def document(self, file: str) -> dict[str, Any]:
        return safetensors.json_object(file, self.content(file))

    def weight_files(self) -> list[str]:
        return sorted(name for name in self.sizes if name.endswith(".safetensors"))

    def headers(self) -> list[Header]:
        return [self._header(file) for file in self.weight_files()]

    def _header(self, file: str) -> Header:
        uri, size = f"{self._uri}/{file}", self.sizes[file]
        start = self._storage.read_part(uri, 0, LENGTH_BYTES)
        length = safetensors.header_length(file, start, size)
        text = self._storage.read_part(uri, LENGTH_BYTES, length)
        return safetensors.parsed_header(file, text, size)


def assert_complete(folder: WeightsFolder) -> None:
    missing = [file for file in _REQUIRED if file not in folder.sizes]
    if not any(file in folder.sizes for file in _TOKENIZERS):
        missing.append(" or ".join(_TOKENIZERS))
    if not folder.weight_files():
        missing.append("*.safetensors")
    if missing:
        raise WeightsInvalid(f"Required files are missing: {', '.join(missing)}.")


def architecture_of(config: Mapping[str, Any], region: str) -> Architecture:
    named = config.get("architectures")
    if not isinstance(named, list) or len(named) != 1 or named[0] not in architectures():
        raise WeightsInvalid(
            f"The model architecture {named} in config.json is not supported. Supported: "
            f"{', '.join(sorted(architectures()))}."
        )
    found = architectures()[named[0]]
    if region not in found.regions:
        raise WeightsInvalid(f"The model architecture {found.name} is not supported in {region}.")
    return found


def assert_within_limits(
    folder: WeightsFolder, config: Mapping[str, Any], architecture: Architecture
) -> None:
    size = sum(folder.sizes[file] for file in folder.weight_files())
    limit = _MOST_MULTIMODAL_BYTES if architecture.multimodal else _MOST_BYTES
    if size > limit:
        raise WeightsInvalid(
            f"The weights have {size / 1e9:.1f} GB, more than the maximum of {limit / 1e9:.0f} GB."
        )
    context = config.get("max_position_embeddings", 0)
    if not isinstance(context, int) or context > _CONTEXT_LIMIT:
        raise WeightsInvalid(
            f"max_position_embeddings in config.json is {context}; the context length of a model "
            f"must be at most {_CONTEXT_LIMIT} tokens."
        )


def assert_tensors_fit(
    folder: WeightsFolder, headers: list[Header], config: Mapping[str, Any]
) -> None:
    shapes = {name: each.shape for header in headers for name, each in header.tensors.items()}
    if _INDEX in folder.sizes:
        listed = folder.document(_INDEX).get("weight_map", {})
        absent = sorted(set(listed) - set(shapes))
        if absent:
            raise WeightsInvalid(f"{_INDEX} lists tensors that no file has: {absent[0]}.")
    embedding = next((name for name in sorted(shapes) if name.endswith(_EMBEDDINGS)), None)
    if embedding is None:
        raise WeightsInvalid("The weights have no tensor of token embeddings.")
    expected = _embedding_shape(config)
    if list(shapes[embedding]) != expected:
        raise WeightsInvalid(
            f"{embedding} has the shape {list(shapes[embedding])}, but config.json says {expected}."
        )


def _embedding_shape(config: Mapping[str, Any]) -> list[Any]:
    """Several families keep the numbers of their language model in a part of its own."""
    text = config.get("text_config", config)
    width = text.get("hidden_size", text.get("d_model", text.get("n_embd")))
    return [text.get("vocab_size"), width]
