"""A folder with a job.yaml and its data, read and checked by the pipeline's own code."""

from functools import cached_property
from pathlib import Path

from cli.errors import FileUnreadable
from lifecycle.acceptance import accept
from lifecycle.catalog import load_catalog
from lifecycle.dataset.prepare import Preflight, Sources, check_sources
from lifecycle.landing import JobFile
from lifecycle.request import MANIFEST_NAME, JobRequest, parse_request, require_folder
from lifecycle.run import ObjectVersion, RunInput


class JobFolder:
    """Raises FileUnreadable for what is missing, RequestInvalid for what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = folder / MANIFEST_NAME
        try:
            self.request: JobRequest = parse_request(manifest.read_bytes(), str(manifest))
        except OSError as error:
            raise FileUnreadable(
                f"{manifest} cannot be read: {error.strerror}",
                fix=f"name a folder that holds {MANIFEST_NAME} and its data",
            ) from error
        for file in self.request.declared_files():
            self._require(file)

    @cached_property
    def uploads(self) -> dict[str, Path]:
        """By the key that each file gets. The data first: a run starts when all of it is there."""
        files = [*dict.fromkeys(self.request.declared_files()), MANIFEST_NAME]
        return {JobFile(self.request.name, file).key: self.folder / file for file in files}

    def check(self, region: str) -> Preflight:
        """What the run would do and find, without anything being uploaded."""
        catalog, request = load_catalog(), self.request
        accepted = accept(self._as_landed(), request, catalog, region)
        support = catalog.support(catalog.model(request.base_model), request.technique, region)
        data = request.data
        sources = Sources(
            training=self.folder / data.training,
            validation=self.folder / data.validation if accepted.validation else None,
            test=self.folder / data.test if data.test else None,
            split_validation=accepted.with_validation and accepted.validation is None,
            names={
                "training": data.training,
                "validation": data.validation,
                "test": data.test or "test",
            },
        )
        return check_sources(sources, support).preflight

    def _as_landed(self) -> RunInput:
        versions = {
            path.relative_to(self.folder).as_posix(): ObjectVersion(
                key, "not uploaded", "", path.stat().st_size
            )
            for key, path in self.uploads.items()
        }
        manifest = versions.pop(MANIFEST_NAME)
        return RunInput("not-started", self.request.name, manifest, versions)

    def _require(self, file: str) -> None:
        path = self.folder / file
        if not path.is_file():
            raise FileUnreadable(
                f"{path} is declared in {MANIFEST_NAME} but is no file",
                where=str(self.folder / MANIFEST_NAME),
                fix="put the file there, or correct its name under `data:`",
            )
