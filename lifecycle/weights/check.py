"""Checks the files of a model before its import: all that the service would find, and for free."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from msgspec import Struct

from lifecycle.catalog.imports import ImportArchitecture, ImportLimits
from lifecycle.weights import model_config, shards
from lifecycle.weights.model_config import ModelConfig, config_problems, parse_config
from lifecycle.weights.problem import Code, Problem, rejected
from lifecycle.weights.safetensors import (
    LENGTH_BYTES,
    Header,
    header_length,
    header_problems,
    parse_header,
)

Parsed = TypeVar("Parsed")
ADAPTER = "adapter_config.json"
MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
"""Of a JSON document that is read whole. Indexes of the largest models have some megabytes."""

Read = Callable[[str, int, int], bytes]
"""The bytes of a file from the first to the last, inclusive."""


class ModelSummary(Struct, frozen=True):
    """What the files say about the model."""

    architecture: str
    parameters: int
    context: int
    weight_bytes: int
    dtypes: dict[str, int]
    """Tensors by dtype."""


class ImportRules(NamedTuple):
    architectures: tuple[ImportArchitecture, ...]
    limits: ImportLimits
    region: str

    def architecture(self, config: ModelConfig) -> ImportArchitecture | None:
        known = {row.architecture: row for row in self.architectures}
        return known.get(config.architectures[0]) if len(config.architectures) == 1 else None


def check_files(
    files: Mapping[str, int], read: Read, rules: ImportRules, where: str
) -> ModelSummary:
    """`files` are the sizes by name. Raises WeightsRejected with every problem there is."""
    checking = _Checking(files, read, rules)
    checking.check()
    if checking.problems or checking.architecture is None or checking.config is None:
        raise rejected(checking.problems, where)
    tensors = [t for header in checking.headers.values() for t in header.tensors.values()]
    return ModelSummary(
        architecture=checking.architecture.architecture,
        parameters=sum(tensor.elements for tensor in tensors),
        context=checking.config.context,
        weight_bytes=sum(files[file] for file in checking.weights),
        dtypes=dict(Counter(tensor.dtype for tensor in tensors)),
    )


class _Checking:
    def __init__(self, files: Mapping[str, int], read: Read, rules: ImportRules) -> None:
        self._files, self._read, self._rules = files, read, rules
        self.problems: list[Problem] = []
        self.headers: dict[str, Header] = {}
        self.config: ModelConfig | None = None
        self.architecture: ImportArchitecture | None = None
        suffix = rules.limits.weights_suffix
        self.weights = sorted(name for name in files if name.endswith(suffix))

    def check(self) -> None:
        self._check_presence()
        self._check_config()
        for file in self.weights:
            self._check_header(file)
        self._check_index()
        self._check_size()
        config, architecture = self.config, self.architecture
        quantized = bool(architecture and architecture.quantizations)
        headers = list(self.headers.values())
        self.problems += shards.tensor_problems(headers, config, quantized)

    def _check_presence(self) -> None:
        limits = self._rules.limits
        for file in limits.required_files:
            if not self._files.get(file):
                self._add(Code.FILE_MISSING, file, "it is missing or empty")
        if not any(self._files.get(file) for file in limits.tokenizer_files):
            names = " or ".join(limits.tokenizer_files)
            self._add(Code.TOKENIZER_MISSING, names, "one of them must be there")
        if not self.weights:
            other = next((f for f in sorted(self._files) if f.endswith((".bin", ".pt"))), "")
            found = f"; {other} is no safetensors file" if other else ""
            self._add(Code.WEIGHTS_MISSING, f"*{limits.weights_suffix}", f"there is none{found}")
        if ADAPTER in self._files:
            self._add(Code.NOT_MERGED, ADAPTER, "merge the adapter into the model's weights")

    def _check_config(self) -> None:
        parsed = self._parsed(model_config.FILE, parse_config)
        if parsed is None:
            return
        self.config, self.architecture = parsed, self._rules.architecture(parsed)
        if self.architecture:
            self.problems += config_problems(parsed, self.architecture, self._rules.region)
            return
        known = ", ".join(row.architecture for row in self._rules.architectures)
        named = ", ".join(parsed.architectures) or "none"
        message = f"`architectures` names {named}; one of these is needed: {known}"
        self._add(Code.ARCHITECTURE_UNKNOWN, model_config.FILE, message)

    def _check_header(self, file: str) -> None:
        size = self._files[file]
        start = self._read(file, 0, LENGTH_BYTES - 1) if size >= LENGTH_BYTES else b""
        length = header_length(file, start, size)
        if isinstance(length, Problem):
            self.problems.append(length)
            return
        header = parse_header(file, self._read(file, LENGTH_BYTES, LENGTH_BYTES + length - 1))
        if isinstance(header, Problem):
            self.problems.append(header)
            return
        self.headers[file] = header
        self.problems += header_problems(header, size - LENGTH_BYTES - length)

    def _check_index(self) -> None:
        if shards.INDEX not in self._files:
            if len(self.weights) > 1 and shards.WHOLE not in self.weights:
                message = f"{len(self.weights)} files of weights, and no index of them"
                self._add(Code.INDEX_MISSING, shards.INDEX, message)
            return
        if index := self._parsed(shards.INDEX, shards.parse_index):
            self.problems += shards.index_problems(index, self.headers, self._files)

    def _check_size(self) -> None:
        if self.architecture is None:
            return
        size = sum(self._files[file] for file in self.weights)
        allowed = self._rules.limits.max_bytes(self.architecture)
        if size > allowed:
            message = f"{size / 1e9:.1f} GB, allowed are {allowed / 1e9:.0f} GB"
            self._add(Code.TOO_LARGE, "", message)

    def _parsed(self, file: str, parse: Callable[[bytes], Parsed | Problem]) -> Parsed | None:
        """None for a file that is missing, which is told elsewhere, or that cannot be read."""
        size = self._files.get(file, 0)
        if not size:
            return None
        if size > MAX_DOCUMENT_BYTES:
            self._add(Code.FILE_UNREADABLE, file, f"{size:,} bytes are too many for it")
            return None
        parsed = parse(self._read(file, 0, size - 1))
        if isinstance(parsed, Problem):
            self.problems.append(parsed)
            return None
        return parsed

    def _add(self, code: Code, file: str, message: str) -> None:
        self.problems.append(Problem(code, file, message))
