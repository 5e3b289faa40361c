"""The resources of one kind in the account: found by ARN, id or name, changed as a whole."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from threading import RLock
from typing import Any, Generic, TypeVar

from local.bedrock.errors import ResourceNotFoundException


@dataclass(frozen=True, kw_only=True)
class Resource(ABC):
    arn: str
    name: str
    status: str
    creation_time: datetime
    client_request_token: str | None = None

    @abstractmethod
    def description(self) -> dict[str, Any]:
        """In the members of the service's Get and List operations."""


Kept = TypeVar("Kept", bound=Resource)


class Resources(Generic[Kept]):
    """Safe to use from several threads; the lock is the account's."""

    def __init__(self, kind: str, lock: RLock) -> None:
        self._kind, self._lock = kind, lock
        self._by_arn: dict[str, Kept] = {}

    def __iter__(self) -> Iterator[Kept]:
        with self._lock:
            return iter(list(self._by_arn.values()))

    def count(self, condition: Callable[[Kept], bool]) -> int:
        return sum(condition(each) for each in self)

    def find(self, identifier: str) -> Kept | None:
        known_as = (each for each in self if identifier in _identifiers(each))
        return next(known_as, None)

    def get(self, identifier: str) -> Kept:
        found = self.find(identifier)
        if found is None:
            raise ResourceNotFoundException(f"Could not find {self._kind} {identifier}.")
        return found

    def made_with(self, token: str | None) -> Kept | None:
        """What an earlier request with the same client request token created."""
        same = (each for each in self if token and each.client_request_token == token)
        return next(same, None)

    def add(self, resource: Kept) -> None:
        with self._lock:
            self._by_arn[resource.arn] = resource

    def change(self, arn: str, **changes: Any) -> Kept:
        with self._lock:
            changed = replace(self.get(arn), **changes)
            self._by_arn[arn] = changed
            return changed

    def remove(self, arn: str) -> None:
        with self._lock:
            del self._by_arn[arn]


def _identifiers(resource: Resource) -> tuple[str, ...]:
    return resource.arn, resource.name, resource.arn.rpartition("/")[2]
