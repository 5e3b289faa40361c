"""Training records for tests."""

import json
from typing import Any

SCHEMA_VERSION = "bedrock-conversation-2024"


def message(role: str, *texts: str) -> dict[str, Any]:
    return {"role": role, "content": [{"text": text} for text in texts]}


def dialogue(*texts: str) -> list[dict[str, Any]]:
    """Turns that alternate, the user's first."""
    return [message(("user", "assistant")[n % 2], text) for n, text in enumerate(texts)]


def record(*texts: str, **fields: Any) -> dict[str, Any]:
    messages = dialogue(*(texts or ("What is 2 + 2?", "Four.")))
    return {"schemaVersion": SCHEMA_VERSION, "messages": messages} | fields


def line(*texts: str, **fields: Any) -> bytes:
    return json.dumps(record(*texts, **fields)).encode() + b"\n"
