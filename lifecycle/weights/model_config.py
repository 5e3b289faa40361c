"""config.json of a model in the Hugging Face layout, as far as an import depends on it."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from lifecycle.catalog.imports import ImportArchitecture
from lifecycle.weights.problem import Code, Problem

FILE = "config.json"
_CONTEXTS = ("max_position_embeddings", "n_positions")
_WIDTHS = ("hidden_size", "d_model", "n_embd")


class ModelConfig(Struct, frozen=True):
    """Zero where config.json does not say."""

    architectures: tuple[str, ...]
    context: int
    vocabulary: int
    width: int
    quantization: str
    """The method, empty where there is none."""


def parse_config(text: bytes) -> ModelConfig | Problem:
    try:
        document = msgspec.json.decode(text, type=dict[str, Any])
        architectures = msgspec.convert(document.get("architectures", []), tuple[str, ...])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Problem(Code.FILE_UNREADABLE, FILE, f"it cannot be read: {error}")
    language = _language(document)
    return ModelConfig(
        architectures=architectures,
        context=_first_number(language, _CONTEXTS),
        vocabulary=_first_number(language, ("vocab_size",)),
        width=_first_number(language, _WIDTHS),
        quantization=_quantization(document),
    )


def config_problems(
    config: ModelConfig, architecture: ImportArchitecture, region: str
) -> Iterator[Problem]:
    if region not in architecture.regions:
        regions = ", ".join(architecture.regions)
        message = f"{architecture.name} cannot be imported in {region}, only in {regions}"
        yield Problem(Code.ARCHITECTURE_REGION, FILE, message)
    if config.context > architecture.max_context:
        message = (
            f"its context has {config.context:,} tokens; allowed are {architecture.max_context:,}: "
            "lower max_position_embeddings if the model is asked for less"
        )
        yield Problem(Code.CONTEXT_TOO_LONG, FILE, message)
    if config.quantization and config.quantization not in architecture.quantizations:
        message = f"the weights are quantized ({config.quantization}); import them unquantized"
        yield Problem(Code.QUANTIZED, FILE, message)


def _language(document: dict[str, Any]) -> dict[str, Any]:
    """Models that see keep the numbers of their language part apart."""
    part = document.get("text_config")
    return part if isinstance(part, dict) else document


def _first_number(document: dict[str, Any], names: tuple[str, ...]) -> int:
    found = (document.get(name) for name in names)
    return next((number for number in found if isinstance(number, int) and number > 0), 0)


def _quantization(document: dict[str, Any]) -> str:
    asked = document.get("quantization_config")
    if not asked:
        return ""
    method = asked.get("quant_method") if isinstance(asked, dict) else None
    return str(method or "of an unnamed kind")
