"""Scans a dataset as the state machine does it, by the handlers themselves."""

from typing import Any

from lambdas import merge_scans, plan_scan, scan_range
from lifecycle import documents
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.stages import accepted, document

Plan = list[dict[str, Any]]


def planned(account: FakeAccount, **landing: Any) -> tuple[str, Plan]:
    run = accepted(account, **landing)
    planned = plan_scan.handler({"run_id": run}, None)
    plan = document(account, planned["plan_key"])
    assert planned == {"run_id": run, "plan_key": documents.scan_plan(run), "ranges": len(plan)}
    return run, plan


def merged(account: FakeAccount, run: str, plan: Plan) -> dict[str, Any]:
    """The preflight."""
    assert merge_of(run, plan) == ""
    return document(account, documents.merged_scans(run))


def scanned(account: FakeAccount, run: str) -> list[Plan]:
    """The plans that were carried out, one after the other."""
    plan_key, plans = plan_scan.handler({"run_id": run}, None)["plan_key"], list[Plan]()
    while plan_key:
        plans.append(document(account, plan_key))
        plan_key = merge_of(run, plans[-1])
    return plans


def merge_of(run: str, plan: Plan) -> str:
    """The key of what is to be scanned once more. Ranges are scanned in no order, as a Map Run
    does."""
    for part in reversed(plan):
        scan_range.handler({"run_id": run, "range": part}, None)
    return str(merge_scans.handler({"run_id": run}, None)["plan_key"])
