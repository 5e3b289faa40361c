"""Errors: codes that scripts and run-books can rely on."""

import pytest

from lifecycle import errors
from lifecycle.errors import QuotaReached, TailorError

# A code is for ever: append here, change nothing.
CODES = {
    "RequestInvalid": "TLR-101",
    "NotYetSupported": "TLR-102",
    "ModelUnavailable": "TLR-103",
    "HyperparameterInvalid": "TLR-104",
    "DataChanged": "TLR-105",
    "DatasetRejected": "TLR-201",
    "WeightsRejected": "TLR-202",
    "CustomizationFailed": "TLR-301",
    "CustomizationStopped": "TLR-302",
    "CustomizationOverFit": "TLR-303",
    "CustomizationDiverged": "TLR-304",
    "GradingFailed": "TLR-305",
    "ImportFailed": "TLR-310",
    "DeploymentFailed": "TLR-401",
    "DeploymentSilent": "TLR-402",
    "DeadlinePassed": "TLR-501",
    "UnknownStatus": "TLR-502",
    "TargetGone": "TLR-503",
    "WaitUnreadable": "TLR-504",
    "TransientServiceError": "TLR-601",
    "QuotaReached": "TLR-602",
    "AccessRefused": "TLR-603",
    "ServiceRefused": "TLR-604",
    "RoleNotAssumable": "TLR-605",
    "QuotaTooLow": "TLR-606",
}


def test_every_error_keeps_its_name_and_its_code() -> None:
    # The command has errors of its own; they are only here when its tests ran before.
    kinds = [kind for kind in TailorError.__subclasses__() if kind.__module__ == errors.__name__]
    assert {kind.__name__: kind.code for kind in kinds} == CODES


def test_no_two_errors_share_a_code() -> None:
    codes = [kind.code for kind in (TailorError, *TailorError.__subclasses__())]
    assert len(set(codes)) == len(codes)


def test_the_docstring_draws_every_error() -> None:
    assert [name for name in CODES if name not in (errors.__doc__ or "")] == []


def test_an_error_says_what_where_why_and_what_to_do() -> None:
    error = QuotaReached("no room", where="us-east-1", why="ten run", fix="wait")
    assert str(error) == ("TLR-602: no room\nWhere: us-east-1\nWhy: ten run\nWhat to do: wait")


@pytest.mark.parametrize("kind", TailorError.__subclasses__())
def test_an_error_with_only_its_what_is_one_line(kind: type[TailorError]) -> None:
    assert str(kind("it broke")) == f"{kind.code}: it broke"


def test_the_name_of_an_error_is_what_step_functions_retries() -> None:
    assert type(QuotaReached("x")).__name__ == "QuotaReached"
