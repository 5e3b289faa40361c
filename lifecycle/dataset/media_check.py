"""Checks all media of a dataset: each object once, however often records name it."""

from collections.abc import Iterator

import msgspec
import xxhash

from lifecycle.dataset.findings import Finding
from lifecycle.dataset.media import MediaReference, OpenMedia, media_problems
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules


class MediaCheck:
    """`bucket` is the dataset's own; empty where the dataset lies on a disk."""

    def __init__(self, rules: DatasetRules, bucket: str, open_media: OpenMedia) -> None:
        self._rules = {allowed.kind: allowed for allowed in rules.media}
        self._bucket = bucket
        self._open = open_media
        self._problems: dict[int, tuple[Problem, ...]] = {}

    @property
    def distinct(self) -> int:
        return len(self._problems)

    def findings(
        self, reference: MediaReference, file: str, line: int, path: str
    ) -> Iterator[Finding]:
        """For every mention. A kind of media that the rules do not have is not looked at."""
        key = xxhash.xxh3_64_intdigest(msgspec.json.encode(reference))
        if key not in self._problems:
            self._problems[key] = tuple(self._look_at(reference))
        for problem in self._problems[key]:
            yield msgspec.structs.replace(problem, path=path).at(file, line)

    def _look_at(self, reference: MediaReference) -> Iterator[Problem]:
        allowed = self._rules.get(reference.kind)
        if allowed:
            yield from media_problems(reference, allowed, self._bucket, self._open)
