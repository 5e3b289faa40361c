"""Start-up check that the private names of ministack which we build on are still there."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.metadata import version

MINISTACK_VERSION = "1.5.33"


class EngineMismatch(RuntimeError):
    """The installed ministack is not the one this engine was written against."""


def require_hooks(hooks: Mapping[str, Iterable[str]]) -> None:
    """Fail unless ministack is the pinned version and every `module: (name, ...)` exists."""
    installed = version("ministack")
    if installed != MINISTACK_VERSION:
        raise EngineMismatch(
            f"ministack {installed} is installed; the local account is written against "
            f"{MINISTACK_VERSION} and replaces private names of it"
        )
    missing = [
        f"{module_name}.{name}"
        for module_name, names in hooks.items()
        for name in names
        if not hasattr(import_module(module_name), name)
    ]
    if missing:
        raise EngineMismatch(f"ministack {installed} lacks: {', '.join(sorted(missing))}")
