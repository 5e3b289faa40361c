"""By which request a model is asked."""

from typing import Literal

from lifecycle.catalog.models import Invocation as BaseInvocation

Invocation = BaseInvocation | Literal["completion"]
"""`completion`: an imported model that does not take Converse."""
