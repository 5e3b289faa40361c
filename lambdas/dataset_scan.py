"""What the steps that read a dataset share: its rules, what its owner calls its files, a head."""

import os
from collections.abc import Mapping

from lambdas.run_store import opened
from lifecycle.catalog import load_catalog
from lifecycle.dataset.rules import DatasetRules, rules_for
from lifecycle.dataset.whole_file import HEAD_BYTES
from lifecycle.environment import StepEnvironment
from lifecycle.landing import job_file
from lifecycle.run import AcceptedRequest, ObjectVersion


def rules_of(request: AcceptedRequest) -> DatasetRules:
    return rules_for(load_catalog(), request.base_model, request.technique)


def names_of(files: Mapping[str, ObjectVersion]) -> dict[str, str]:
    """By split, what the owner calls the file."""
    landed = {split: job_file(version.key) for split, version in files.items()}
    return {split: found.file for split, found in landed.items() if found}


def head_of(version: ObjectVersion) -> bytes:
    """The first HEAD_BYTES. Raises DataChanged where that version is gone."""
    if version.size == 0:  # no range of it can be satisfied
        return b""
    bucket = StepEnvironment.from_variables(os.environ).intake_bucket
    with opened(bucket, version, 0, HEAD_BYTES - 1) as stream:
        head: bytes = stream.read()
    return head
