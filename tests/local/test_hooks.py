"""Start-up check of the private names that the engine builds on."""

import pytest

from local import hooks
from local.hooks import EngineMismatch, require_hooks


def test_a_missing_private_name_is_named_at_start_up():
    with pytest.raises(EngineMismatch, match=r"lacks: ministack\.core\.responses\._gone$"):
        require_hooks({"ministack.core.responses": ("get_region", "_gone")})


def test_another_version_of_ministack_is_refused(monkeypatch):
    monkeypatch.setattr(hooks, "MINISTACK_VERSION", "9.9.9")
    with pytest.raises(EngineMismatch, match=r"is installed; .* written against 9\.9\.9"):
        require_hooks({})
