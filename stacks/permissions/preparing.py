"""What the steps may do that check and prepare the data."""

from lifecycle import documents
from stacks.permissions.resources import Resources
from stacks.permissions.statements import Permissions


def plan_scan(resources: Resources) -> Permissions:
    write = resources.write(documents.scan_plan("*"))
    return Permissions((*resources.read_landed, *resources.read_runs, *resources.list_logs, write))


def scan_range(resources: Resources) -> Permissions:
    write = resources.write(
        documents.scanned_range("*", "*"),
        documents.range_records("*", "*"),
        documents.range_passages("*", "*"),
        documents.counted_logs("*", "*"),
        documents.range_media("*", "*"),
        documents.prepared_media("*", "*"),
    )
    return Permissions((*resources.read_landed, *resources.read_runs, *resources.read_logs, write))


def record_range_failure(resources: Resources) -> Permissions:
    return Permissions((resources.write(documents.range_failure("*", "*")),))


def merge_scans(resources: Resources) -> Permissions:
    write = resources.write(
        documents.repeated_passages("*", "*"),
        documents.second_scan_plan("*"),
        documents.merged_logs("*"),
        documents.merged_scans("*"),
    )
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
