"""The file that a run's records are read from: as it landed, or made of a folder of texts."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lambdas import aws
from lambdas.landed_folders import read_pins
from lambdas.run_store import downloaded
from lambdas.step import logger
from lifecycle import documents
from lifecycle.dataset.corpus import CorpusFile, write_corpus
from lifecycle.dataset.rules import DatasetRules
from lifecycle.environment import StepEnvironment
from lifecycle.folders import is_folder
from lifecycle.landing import owners_name
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.scanned import TextRange


@contextmanager
def downloaded_records(version: ObjectVersion, run: str, rules: DatasetRules) -> Iterator[Path]:
    """Raises DataChanged where a version is gone, DatasetRejected for a text that is none."""
    environment = StepEnvironment.from_variables(os.environ)
    if not is_folder(version.key):
        with downloaded(environment.intake_bucket, version) as path:
            yield path
        return
    with tempfile.NamedTemporaryFile() as records:
        pins = read_pins(environment.output_bucket, run, version)
        texts = texts_of(environment.intake_bucket, pins)
        counts = write_corpus(texts, rules, Path(records.name))
        logger.info("corpus prepared", extra={"folder": version.key, "counts": counts})
        yield Path(records.name)


@contextmanager
def joined_records(run: str, ranges: Iterable[TextRange]) -> Iterator[Path]:
    """What many functions have made of the texts of a folder, in one file."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    with tempfile.NamedTemporaryFile() as records:
        for part in ranges:
            key = documents.range_records(run, part.number)
            shutil.copyfileobj(aws.s3().get_object(Bucket=bucket, Key=key)["Body"], records)
        records.flush()
        yield Path(records.name)


def texts_of(bucket: str, pins: Iterable[ObjectVersion]) -> Iterator[CorpusFile]:
    """One at a time: a function has few file handles and little disk."""
    for version in pins:
        with downloaded(bucket, version) as path:
            yield CorpusFile(owners_name(version.key), path)
