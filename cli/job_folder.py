"""A folder with a job.yaml and its data, read and checked by the pipeline's own code."""

from collections.abc import Iterator
from pathlib import Path

from cli.errors import FileUnreadable
from lifecycle.acceptance import accept
from lifecycle.catalog import load_catalog
from lifecycle.dataset.media import bucket_of
from lifecycle.dataset.media_address import landed_key
from lifecycle.dataset.media_references import mentions_in
from lifecycle.dataset.preflight import Preflight, Sources, preflight
from lifecycle.dataset.rules import DatasetRules, rules_for
from lifecycle.landing import JobFile
from lifecycle.request import MANIFEST_NAME, JobRequest, parse_request
from lifecycle.run import AcceptedRequest, ObjectVersion, RunInput
from lifecycle.trial import Trial


class JobFolder:
    """Raises FileUnreadable for what is missing, RequestInvalid for what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.request = _read_request(folder / MANIFEST_NAME)
        # The data first: a run starts when all of it is there.
        declared = dict.fromkeys((*self.request.declared_files(), MANIFEST_NAME))
        self.files = {file: folder / file for file in declared}
        for path in self.files.values():
            self._require(path)

    def key(self, file: str) -> str:
        """Where the file goes in the intake bucket."""
        return JobFile(self.request.name, file).key

    def media(self) -> dict[str, Path]:
        """By their key in the intake bucket, the files that records name by a path."""
        return dict(found for file in self.request.declared_files() for found in self._media(file))

    def check(self, region: str) -> Preflight:
        """What the run would find, before anything is uploaded. Raises what it would refuse."""
        accepted = accept(self._as_landed(), self.request, load_catalog(), region)
        return preflight(self._sources(accepted), self._rules)

    @property
    def _rules(self) -> DatasetRules:
        return rules_for(load_catalog(), self.request.base_model, self.request.technique)

    def _media(self, file: str) -> Iterator[tuple[str, Path]]:
        path = self.files[file]
        with path.open("rb", buffering=0) as stream:
            for mention in mentions_in(stream, self._rules):
                address = mention.reference.address
                if not bucket_of(address):
                    yield landed_key(address, self.key(file)), path.parent / address

    def trials(self, region: str, records: int) -> tuple[Trial, ...]:
        """What the run would train with, on so many training records."""
        accepted = accept(self._as_landed(), self.request, load_catalog(), region)
        return accepted.with_guidance(records).trials

    def _sources(self, accepted: AcceptedRequest) -> Sources:
        data = self.request.data
        return Sources(
            training=self.files[data.training],
            validation=self.files.get(data.validation),
            test=self.files[data.test] if data.test else None,
            split_validation=accepted.with_validation and accepted.validation is None,
            names={"training": data.training, "validation": data.validation}
            | ({"test": data.test} if data.test else {}),
        )

    def _as_landed(self) -> RunInput:
        """The files as if S3 had taken them already."""
        landed = {
            file: ObjectVersion(self.key(file), "", "", path.stat().st_size)
            for file, path in self.files.items()
        }
        return RunInput("", self.request.name, landed[MANIFEST_NAME], landed)

    def _require(self, path: Path) -> None:
        if not path.is_file():
            raise FileUnreadable(
                f"{path} is not a file",
                where=str(self.folder / MANIFEST_NAME),
                fix="put it there, or correct its name under `data:`",
            )


def _read_request(manifest: Path) -> JobRequest:
    try:
        document = manifest.read_bytes()
    except OSError as error:
        raise FileUnreadable(
            f"{manifest} cannot be read: {error.strerror}",
            fix=f"name a folder that holds {MANIFEST_NAME} and its data",
        ) from error
    return parse_request(document, str(manifest))
