"""Check weights: proves the files of a model before they are imported, by their headers alone."""

import os

import msgspec

from lambdas.landed_folders import Pins
from lambdas.landed_questions import landed_questions
from lambdas.run_store import read_document, write_document
from lambdas.step import step
from lambdas.weights_folder import WeightsFolder, changed
from lifecycle import documents
from lifecycle.catalog import load_catalog
from lifecycle.environment import StepEnvironment
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.imported import CheckedModel, CheckedWeights, WeightsFile
from lifecycle.run.reference import RunReference
from lifecycle.weights.check import ImportRules, check_files
from lifecycle.weights.request import FolderWeights

CHECKED_LINES = 3
"""Of the test set: those that the model will be asked."""


@step
def handler(reference: RunReference) -> CheckedModel:
    environment = StepEnvironment.from_variables(os.environ)
    run, bucket = reference.run_id, environment.output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    if request.test:
        landed_questions(request.test, CHECKED_LINES)
    weights = msgspec.convert(request.weights, FolderWeights)
    folder = WeightsFolder(*weights.location(environment.intake_bucket))
    files = _pinned(folder, run, weights, bucket) if weights.folder else folder.files
    catalog = load_catalog()
    rules = ImportRules(catalog.architectures, catalog.import_limits, os.environ["AWS_REGION"])
    sizes = {name: file.size for name, file in files.items()}
    model = check_files(sizes, folder.read, rules, folder.uri)
    checked = CheckedWeights(run, folder.uri, model, tuple(files.values()))
    write_document(bucket, documents.checked_weights(run), checked)
    return CheckedModel(run, model)


def _pinned(
    folder: WeightsFolder, run: str, weights: FolderWeights, bucket: str
) -> dict[str, WeightsFile]:
    """An import reads what lies there now, so that must be what the run was started with."""
    pins = read_document(bucket, documents.landed_folders(run), Pins)[weights.prefix]
    pinned = {pin.key.removeprefix(weights.prefix): pin for pin in pins}
    for name in pinned.keys() | folder.files.keys():
        if name not in pinned or name not in folder.files:
            raise changed(folder.uri, name)
        if pinned[name].etag != folder.files[name].etag:
            raise changed(folder.uri, name)
    return {
        name: WeightsFile(pin.key, pin.etag, pin.size, pin.version_id)
        for name, pin in pinned.items()
    }
