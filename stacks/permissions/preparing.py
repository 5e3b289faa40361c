"""What the steps may do that check and prepare the data."""

from lifecycle import documents
from stacks.permissions.resources import Resources
from stacks.permissions.statements import Permissions


def plan_scan(resources: Resources) -> Permissions:
    write = resources.write(documents.scan_plan("*"))
    return Permissions((*resources.read_landed, *resources.read_runs, write))


def scan_range(resources: Resources) -> Permissions:
    write = resources.write(
        documents.scanned_range("*", "*"),
        documents.range_failure("*", "*"),
        documents.range_media("*", "*"),
        documents.prepared_media("*", "*"),
    )
    return Permissions((*resources.read_landed, *resources.read_runs, write))


def merge_scans(resources: Resources) -> Permissions:
    write = resources.write(documents.merged_scans("*"))
    return Permissions((*resources.read_landed, *resources.read_runs, write))


def prepare_data(resources: Resources) -> Permissions:
    write = resources.write(
        documents.preflight("*"),
        documents.preflight_page("*"),
        documents.prepared_file("*", "*"),
        documents.prepared_media("*", "*"),
        documents.prepared_data("*"),
        documents.media("*"),
        documents.quarantined_dataset("*"),
    )
    return Permissions((*resources.read_landed, *resources.read_runs, *resources.read_logs, write))
