"""What a state that waits hands to register_wait."""

from msgspec import Struct

from lifecycle.waits import Target


class WaitRequest(Struct, frozen=True):
    """`token` is the task token that ends the wait."""

    run_id: str
    target: Target
    token: str
    trial: int = 0
