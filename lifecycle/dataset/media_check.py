"""Checks all media of a dataset: each object once, however often records name it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
import xxhash

from lifecycle.dataset.findings import Finding
from lifecycle.dataset.media import MediaReference, OpenMedia, media_problems
from lifecycle.dataset.problem import FOUND_MAX_LENGTH, Problem
from lifecycle.dataset.rules import DatasetRules

Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""`map`, or one that works in threads: results in the order of their arguments."""


class MediaCheck:
    """`bucket` is the dataset's own; empty where the dataset lies on a disk."""

    def __init__(
        self, rules: DatasetRules, bucket: str, open_media: OpenMedia, each: Each = map
    ) -> None:
        self._rules = {allowed.kind: allowed for allowed in rules.media}
        self._bucket = bucket
        self._open = open_media
        self._each = each
        self._problems: dict[int, tuple[Problem, ...]] = {}

    @property
    def distinct(self) -> int:
        return len(self._problems)

    def look_at(self, references: Iterable[MediaReference]) -> None:
        """A kind of media that the rules do not have is not looked at."""
        named = {_key(reference): reference for reference in references}
        new = {key: reference for key, reference in named.items() if key not in self._problems}
        problems = self._each(self._problems_of, new.values())
        self._problems.update(zip(new, problems, strict=True))

    def findings(
        self, reference: MediaReference, file: str, line: int, path: str
    ) -> Iterator[Finding]:
        """For every mention."""
        self.look_at((reference,))
        for problem in self._problems[_key(reference)]:
            found = reference.address[-FOUND_MAX_LENGTH:]  # its name, rather than its folders
            yield msgspec.structs.replace(problem, path=path, found=found).at(file, line)

    def _problems_of(self, reference: MediaReference) -> tuple[Problem, ...]:
        allowed = self._rules.get(reference.kind)
        if allowed is None:
            return ()
        return tuple(media_problems(reference, allowed, self._bucket, self._open))


def _key(reference: MediaReference) -> int:
    return xxhash.xxh3_64_intdigest(msgspec.json.encode(reference))
