"""What the steps that read a dataset share: its rules, what its owner calls its files, a head."""

import os
from collections.abc import Iterator, Mapping

from lambdas import aws
from lambdas.run_store import opened
from lifecycle.catalog import load_catalog
from lifecycle.dataset.rules import DatasetRules, rules_for
from lifecycle.dataset.whole_file import HEAD_BYTES
from lifecycle.environment import StepEnvironment
from lifecycle.folders import declares, is_folder
from lifecycle.landing import owners_name
from lifecycle.request import MANIFEST_NAME
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion


def rules_of(request: AcceptedRequest) -> DatasetRules:
    return rules_for(load_catalog(), request.invoke_model, request.technique)


def names_of(files: Mapping[str, ObjectVersion]) -> dict[str, str]:
    """By split, what the owner calls the file or the folder."""
    return {split: owners_name(version.key) for split, version in files.items()}


def undeclared_keys(request: AcceptedRequest) -> Iterator[str]:
    """What lies beside job.yaml and is not declared there: media, most often."""
    bucket = StepEnvironment.from_variables(os.environ).intake_bucket
    folder = request.manifest.key.removesuffix(MANIFEST_NAME)
    declared = (request.manifest.key, *(version.key for version in request.data().values()))
    pages = aws.s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=folder)
    keys = (found["Key"] for page in pages for found in page.get("Contents", []))
    return (key for key in keys if not any(declares(name, key) for name in declared))


def head_of(version: ObjectVersion) -> bytes:
    """The first HEAD_BYTES; of a folder none. Raises DataChanged where that version is gone."""
    if is_folder(version.key) or version.size == 0:  # no range of it can be satisfied
        return b""
    bucket = StepEnvironment.from_variables(os.environ).intake_bucket
    with opened(bucket, version, 0, HEAD_BYTES - 1) as stream:
        head: bytes = stream.read()
    return head
