"""Decodes a small YAML or JSON document from outside: whatever it holds, the answer is a value or
a ValueError in plain words, never a crash and never a hang."""

import re

import msgspec

# libyaml opens nested collections by recursion in C: some 25,000 of them end the whole process.
OPENED_MAX = 1_000
_OPENS_COLLECTION = re.compile(r"[\[{]|[-?](?=\s)")
# Merging what anchors name, level upon level, turns a few lines into more than any memory holds.
_ANCHOR = re.compile(r"(?<![^\s\[\]{},:?\"'-])&[\w-]")


def decode_document(document: bytes) -> object:
    text = document.decode("utf-8-sig")
    try:
        return msgspec.json.decode(text)  # YAML reads JSON too, but not its surrogate pairs
    except (msgspec.DecodeError, RecursionError):
        return _decode_yaml(text)


def _decode_yaml(text: str) -> object:
    if len(_OPENS_COLLECTION.findall(text)) > OPENED_MAX:
        raise ValueError(f"it opens more than {OPENED_MAX} lists and mappings")
    if _ANCHOR.search(text):
        raise ValueError("it has a YAML anchor (&…); write the value out instead")
    try:
        return msgspec.yaml.decode(text)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
    except Exception as error:  # PyYAML lets through whatever a tagged scalar does to its parsers
        raise ValueError(f"a value in it cannot be read: {error!r}") from error
