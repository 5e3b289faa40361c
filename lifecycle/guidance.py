"""Published advice on hyper-parameters by the number of records, applied where none were asked."""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lifecycle.trial import Origin, Trial

AtLeastOne = Annotated[int, Meta(ge=1)]


class Guidance(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For `more_than` < training records <= `up_to`: a `value`, or one for so many records.

    `models` narrows a row of the catalogue; `least` and `most` bound what follows from it.
    """

    hyperparameter: str
    models: tuple[str, ...] = ()
    more_than: int = 0
    up_to: int | None = None
    value: int | None = None
    records_for_each: AtLeastOne | None = None
    least: int = 0
    most: int | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.records_for_each is None):
            raise ValueError(f"{self.hyperparameter}: either `value` or `records_for_each`")

    def applies_to(self, records: int) -> bool:
        return self.more_than < records and (self.up_to is None or records <= self.up_to)

    def advised(self, records: int) -> int:
        number = self.value if self.value is not None else self._by_count(records)
        bounded = max(self.least, number)
        return bounded if self.most is None else min(bounded, self.most)

    def _by_count(self, records: int) -> int:
        return round(records / (self.records_for_each or 1))


def guided(trial: Trial, guidance: Iterable[Guidance], records: int) -> Trial:
    """The trial with the advice for so many training records in the place of plain defaults."""
    advised = {
        row.hyperparameter: str(row.advised(records))
        for row in guidance
        if row.applies_to(records) and trial.origins.get(row.hyperparameter) is Origin.DEFAULT
    }
    return msgspec.structs.replace(
        trial,
        hyperparameters=trial.hyperparameters | advised,
        origins=trial.origins | dict.fromkeys(advised, Origin.GUIDANCE),
    )
