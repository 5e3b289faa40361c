"""A folder with a job.yaml and its data, read and checked by the pipeline's own code."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property, partial
from pathlib import Path

from cli.base_models import NOWHERE
from cli.corpus import files_in_folder, records_of, size_of
from cli.errors import FileUnreadable
from lifecycle.acceptance import accept
from lifecycle.base_model import BaseModelChoice, ModelLookups, choose_base_model
from lifecycle.catalog import load_catalog
from lifecycle.dataset.media import bucket_of
from lifecycle.dataset.media_address import landed_key
from lifecycle.dataset.media_references import mentions_in
from lifecycle.dataset.preflight import Preflight, Sources, preflight
from lifecycle.dataset.rules import DatasetRules, rules_for
from lifecycle.dataset.teaching import rules_of_files
from lifecycle.folders import is_folder
from lifecycle.landing import JobFile, run_input
from lifecycle.request import MANIFEST_NAME, JobRequest, parse_request
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion, RunInput
from lifecycle.trial import Trial
from lifecycle.weights.check import ImportRules, check_files
from lifecycle.weights.request import Weights


class JobFolder:
    """Raises FileUnreadable for what is missing, RequestInvalid for what is wrong."""

    def __init__(self, folder: Path, lookups: ModelLookups = NOWHERE) -> None:
        self.folder, self._lookups = folder, lookups
        self.request = _read_request(folder / MANIFEST_NAME)
        # The data first: a run starts when all of it is there.
        declared = dict.fromkeys((*self.request.declared_files(), MANIFEST_NAME))
        self.files = dict(found for name in declared for found in self._files_of(name).items())

    def key(self, file: str) -> str:
        """Where the file goes in the intake bucket."""
        return JobFile(self.request.name, file).key

    def media(self) -> dict[str, Path]:
        """By their key in the intake bucket, the files that records name by a path."""
        if self.request.weights:
            return {}
        return dict(found for file in self.request.declared_files() for found in self._media(file))

    def check(self, region: str) -> Preflight | None:
        """What the run would find, before anything is uploaded; None for an import, which has no
        dataset. Raises what the run would refuse."""
        accepted = accept(self._as_landed(), self.request, load_catalog(), region, self._base)
        if self.request.weights:
            self._check_weights(self.request.weights, region)
            return None
        with ExitStack() as stack:
            rules = rules_of_files(accepted, self._rules)
            return preflight(self._sources(accepted, stack), rules)

    @cached_property
    def _base(self) -> BaseModelChoice:
        return choose_base_model(self.request.base_model, self._lookups)

    @property
    def _rules(self) -> DatasetRules:
        return rules_for(load_catalog(), self._base.foundation, self.request.technique)

    def _media(self, file: str) -> Iterator[tuple[str, Path]]:
        if is_folder(file):  # of texts
            return
        path = self.files[file]
        with path.open("rb", buffering=0) as stream:
            for mention in mentions_in(stream, self._rules):
                address = mention.reference.address
                if not bucket_of(address):
                    yield landed_key(address, self.key(file)), path.parent / address

    def trials(self, region: str, records: int) -> tuple[Trial, ...]:
        """What the run would train with, on so many training records."""
        accepted = accept(self._as_landed(), self.request, load_catalog(), region, self._base)
        return accepted.with_guidance(records).trials

    def _sources(self, accepted: AcceptedRequest, stack: ExitStack) -> Sources:
        data = self.request.data
        declared = {"training": data.training, "validation": data.validation, "test": data.test}
        names = {split: name for split, name in declared.items() if name in data.files()}
        files = {
            split: stack.enter_context(records_of(self.folder / name, self._rules))
            for split, name in names.items()
        }
        if data.invocation_logs:
            return Sources(training=files["test"], names={"training": names["test"]})
        return Sources(
            training=files["training"],
            validation=files.get("validation"),
            test=files.get("test"),
            split_validation=accepted.with_validation and accepted.validation is None,
            names=names,
            folder_bytes={
                split: size_of(self.folder / name)
                for split, name in names.items()
                if is_folder(name)
            },
        )

    def _check_weights(self, weights: Weights, region: str) -> None:
        """Those beside job.yaml; what lies in a bucket is checked by the run."""
        if weights.folder is None:
            return
        folder, catalog = self.folder / weights.folder, load_catalog()
        paths = (path for path in folder.rglob("*") if path.is_file())
        sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in paths}
        rules = ImportRules(catalog.architectures, catalog.import_limits, region)
        check_files(sizes, partial(_read_range, folder), rules, str(folder))

    def _as_landed(self) -> RunInput:
        """The files as if S3 had taken them already."""
        landed = {
            file: ObjectVersion(self.key(file), "", "", path.stat().st_size)
            for file, path in self.files.items()
        }
        return run_input(self.request, landed)

    def _files_of(self, name: str) -> dict[str, Path]:
        """By file name, one file or all of a folder."""
        if is_folder(name):
            return files_in_folder(self.folder / name, name)
        self._require(self.folder / name)
        return {name: self.folder / name}

    def _require(self, path: Path) -> None:
        if not path.is_file():
            raise FileUnreadable(
                f"{path} is not a file",
                where=str(self.folder / MANIFEST_NAME),
                fix="put it there, or correct its name under `data:`",
            )


def _read_range(folder: Path, name: str, first: int, last: int) -> bytes:
    with (folder / name).open("rb") as file:
        file.seek(first)
        return file.read(last - first + 1)


def _read_request(manifest: Path) -> JobRequest:
    try:
        document = manifest.read_bytes()
    except OSError as error:
        raise FileUnreadable(
            f"{manifest} cannot be read: {error.strerror}",
            fix=f"name a folder that holds {MANIFEST_NAME} and its data",
        ) from error
    return parse_request(document, str(manifest))
