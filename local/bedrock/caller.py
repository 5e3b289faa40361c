"""Who calls."""

from contextvars import ContextVar

access_key_id: ContextVar[str] = ContextVar("access_key_id", default="")
"""Of the credentials that signed the request being handled."""
