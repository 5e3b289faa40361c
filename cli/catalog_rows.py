"""The rows of `tailor models`: a model, or an architecture to import, with one technique."""

from collections.abc import Iterator

from msgspec import Struct

from lifecycle.catalog import Catalog, HyperparameterRange, Teacher
from lifecycle.dataset.rules import rules_for
from lifecycle.request import Technique


class ListedModel(Struct, frozen=True, kw_only=True):
    """`records` of a dataset, such as `8 to 20,000`; `max_tokens` of one record, or of the context
    of an imported model, 0 where no limit is published."""

    identifier: str
    name: str
    provider: str = ""
    technique: Technique
    regions: tuple[str, ...]
    format: str = ""
    records: str = ""
    max_tokens: int = 0
    input_modalities: tuple[str, ...]
    output_modalities: tuple[str, ...] = ()
    deployment_modes: tuple[str, ...] = ()
    lifecycle: str = ""
    hyperparameters: dict[str, HyperparameterRange] = {}
    teachers: tuple[Teacher, ...] = ()
    source: str
    read_on: str


def listed_models(
    catalog: Catalog, technique: Technique | None, region: str | None
) -> list[ListedModel]:
    return [
        row
        for row in (*_customizable(catalog), *_importable(catalog))
        if technique in (None, row.technique) and (region is None or region in row.regions)
    ]


def _customizable(catalog: Catalog) -> Iterator[ListedModel]:
    for support in catalog.techniques:
        for model in map(catalog.model, support.models):
            rules = rules_for(catalog, model.id, support.technique)
            yield ListedModel(
                identifier=model.customization_id,
                name=model.name,
                provider=model.provider,
                technique=support.technique,
                regions=support.regions,
                format=rules.format,
                records=f"{rules.min_records:,} to {rules.max_records:,}",
                max_tokens=rules.max_tokens,
                input_modalities=model.input_modalities,
                output_modalities=model.output_modalities,
                deployment_modes=tuple(mode.value for mode in support.deployment_modes),
                lifecycle=str(model.lifecycle),
                hyperparameters=support.hyperparameters,
                teachers=support.teachers,
                source=support.source,
                read_on=support.read_on.isoformat(),
            )


def _importable(catalog: Catalog) -> Iterator[ListedModel]:
    for row in catalog.architectures:
        yield ListedModel(
            identifier=row.architecture,
            name=row.name,
            technique=Technique.IMPORT,
            regions=row.regions,
            max_tokens=row.max_context,
            input_modalities=row.modalities,
            source=row.source,
            read_on=row.read_on.isoformat(),
        )
    packages = catalog.model_packages
    for model in map(catalog.model, packages.models):
        yield ListedModel(
            identifier=model.customization_id,
            name=model.name,
            provider=model.provider,
            technique=Technique.IMPORT,
            regions=packages.regions,
            input_modalities=model.input_modalities,
            output_modalities=model.output_modalities,
            lifecycle=str(model.lifecycle),
            source=packages.source,
            read_on=packages.read_on.isoformat(),
        )
