"""Every way a run can fail, each with a stable code and a sentence on what to do about it.

The class name is the error name that Step Functions sees, so Retry and Catch can name it:

    TailorError
    ├── RequestInvalid  NotYetSupported  ModelUnavailable  HyperparameterInvalid  DataChanged
    ├── DatasetRejected  WeightsRejected
    ├── CustomizationFailed  CustomizationStopped  CustomizationOverFit  CustomizationDiverged
    ├── GradingFailed  ImportFailed  DeploymentFailed  DeploymentSilent
    ├── DeadlinePassed  UnknownStatus  TargetGone  WaitUnreadable
    └── TransientServiceError  QuotaReached  QuotaTooLow  AccessRefused  ServiceRefused
        RoleNotAssumable
"""

from typing import ClassVar


class TailorError(Exception):
    """What happened, where, why and what to do, under a stable code."""

    code: ClassVar[str] = "TLR-000"

    def __init__(self, what: str, *, where: str = "", why: str = "", fix: str = "") -> None:
        self.what, self.where, self.why, self.fix = what, where, why, fix
        super().__init__(what, where, why, fix)

    def __str__(self) -> str:
        parts = [f"{self.code}: {self.what}"]
        parts += [f"Where: {self.where}"] if self.where else []
        parts += [f"Why: {self.why}"] if self.why else []
        parts += [f"What to do: {self.fix}"] if self.fix else []
        return "\n".join(parts)


class RequestInvalid(TailorError):
    code = "TLR-101"


class NotYetSupported(TailorError):
    code = "TLR-102"


class ModelUnavailable(TailorError):
    code = "TLR-103"


class HyperparameterInvalid(TailorError):
    code = "TLR-104"


class DataChanged(TailorError):
    code = "TLR-105"


class DatasetRejected(TailorError):
    code = "TLR-201"


class WeightsRejected(TailorError):
    code = "TLR-202"


class CustomizationFailed(TailorError):
    code = "TLR-301"


class CustomizationStopped(TailorError):
    code = "TLR-302"


class CustomizationOverFit(TailorError):
    code = "TLR-303"


class CustomizationDiverged(TailorError):
    code = "TLR-304"


class GradingFailed(TailorError):
    code = "TLR-305"


class ImportFailed(TailorError):
    code = "TLR-310"


class DeploymentFailed(TailorError):
    code = "TLR-401"


class DeploymentSilent(TailorError):
    code = "TLR-402"


class DeadlinePassed(TailorError):
    code = "TLR-501"


class UnknownStatus(TailorError):
    code = "TLR-502"


class TargetGone(TailorError):
    code = "TLR-503"


class WaitUnreadable(TailorError):
    """An item of the table of waits that register_wait cannot have written."""

    code = "TLR-504"


class TransientServiceError(TailorError):
    """A throttle, a 5xx or a lost connection that outlived botocore's own retries."""

    code = "TLR-601"


class QuotaReached(TailorError):
    code = "TLR-602"


class AccessRefused(TailorError):
    code = "TLR-603"


class ServiceRefused(TailorError):
    code = "TLR-604"


class RoleNotAssumable(TailorError):
    code = "TLR-605"


class QuotaTooLow(TailorError):
    """A quota that no other run's end makes room in: only a higher one helps."""

    code = "TLR-606"
