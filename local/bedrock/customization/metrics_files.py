"""The metrics files that a customization job leaves at its output location."""

from typing import Literal

from local.bedrock.customization.reports import Report, Table
from local.bedrock.customization.role_storage import RoleStorage

Defect = Literal["truncated", "missing", "nan"]

TRAINING = "training_artifacts/step_wise_training_metrics.csv"
VALIDATION = "validation_artifacts/post_fine_tuning_validation/validation/validation_metrics.csv"


def write_metrics(storage: RoleStorage, prefix: str, report: Report, defect: Defect | None) -> None:
    """`prefix` ends with the folder of the job."""
    if defect == "missing":
        return
    storage.write(prefix, TRAINING, _file(report.training, defect))
    if report.validation:
        storage.write(prefix, VALIDATION, _file(report.validation, defect))


def _file(table: Table, defect: Defect | None) -> bytes:
    lines = [",".join(("step_number", "epoch_number", *table.columns))]
    for step, epoch, values in table.rows:
        numbers = ("nan" if defect == "nan" else f"{value:.6f}" for value in values)
        lines.append(",".join((str(step), str(epoch), *numbers)))
    text = "\n".join(lines) + "\n"
    return text[: len(text) * 2 // 3].encode() if defect == "truncated" else text.encode()
