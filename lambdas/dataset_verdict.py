"""Writes down what a preflight found; puts a rejected dataset aside before anything is spent."""

import os

from lambdas.landed_folders import read_pins
from lambdas.quarantining import copy_aside
from lambdas.run_store import write_document, write_page
from lifecycle import documents
from lifecycle.dataset.outcome import Preflight
from lifecycle.dataset.prepare import require_accepted
from lifecycle.dataset.report import report
from lifecycle.dataset.rules import DatasetRules
from lifecycle.environment import StepEnvironment
from lifecycle.errors import DatasetRejected
from lifecycle.landing import owners_name
from lifecycle.request import MANIFEST_NAME
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import Quarantine


def require_accepted_dataset(
    preflight: Preflight, request: AcceptedRequest, rules: DatasetRules
) -> None:
    """Raises DatasetRejected once the dataset lies in quarantine, with its report."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    page = write_preflight(preflight, request, rules)
    folder = documents.quarantined_dataset(request.run_id)
    page_key = documents.quarantined_preflight_page(folder)
    try:
        require_accepted(preflight, documents.s3_uri(bucket, page_key))
    except DatasetRejected as rejection:
        write_document(bucket, documents.quarantined_preflight(folder), preflight)
        write_page(bucket, page_key, page)
        _put_aside(request, rejection, folder)
        raise


def write_preflight(preflight: Preflight, request: AcceptedRequest, rules: DatasetRules) -> str:
    """For programs, and the page for people, which is given back."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    page = report(preflight, request.base_model, rules)
    write_document(bucket, documents.preflight(request.run_id), preflight)
    write_page(bucket, documents.preflight_page(request.run_id), page)
    return page


def _put_aside(request: AcceptedRequest, rejection: DatasetRejected, folder: str) -> None:
    environment = StepEnvironment.from_variables(os.environ)
    versions = (
        pin
        for version in request.data().values()
        for pin in read_pins(environment.output_bucket, request.run_id, version)
    )
    data = {owners_name(version.key): version for version in versions}
    files = {MANIFEST_NAME: request.manifest, **data}
    account = Quarantine(rejection.code, str(rejection), files)
    copy_aside(account, environment.intake_bucket, environment.output_bucket, folder)
    write_document(environment.output_bucket, documents.quarantine_account(folder), account)
