"""Turns the request of an import into what its run will do, or says why it cannot run."""

from collections.abc import Collection

from lifecycle.catalog import Catalog
from lifecycle.errors import ModelUnavailable, RequestInvalid
from lifecycle.request import NO_VALIDATION, DeploymentMode, JobRequest
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import RunInput
from lifecycle.weights.request import AcceptedWeights, FolderWeights, PackageWeights, Weights


def accept_import(
    run: RunInput, request: JobRequest, weights: Weights, catalog: Catalog, region: str
) -> AcceptedRequest:
    """The model is not known yet: it stands in the weights."""
    accepted = _located(run, weights)
    serves_itself = isinstance(accepted, FolderWeights)
    mode = request.deployment.mode
    if serves_itself:
        _require_region(region, {r for row in catalog.architectures for r in row.regions})
        _require_on_demand(mode)
    else:
        _require_region(region, catalog.model_packages.regions)
    return AcceptedRequest(
        run_id=run.run_id,
        job_name=run.job_name,
        technique=request.technique,
        customization_type="",
        base_model="",
        invoke_model="",
        deployment_mode=mode,
        with_validation=request.data.validation != NO_VALIDATION,
        manifest=run.manifest,
        training=None,
        validation=None,
        test=run.files[request.data.test] if request.data.test else None,
        trials=(),
        weights=accepted,
        serves_itself=serves_itself,
    )


def _located(run: RunInput, weights: Weights) -> AcceptedWeights:
    if weights.model_package:
        return PackageWeights(weights.model_package)
    if weights.folder:
        return FolderWeights(folder=weights.folder, prefix=run.files[weights.folder].key)
    return FolderWeights(uri=weights.source or "")


def _require_region(region: str, regions: Collection[str]) -> None:
    if region not in regions:
        raise ModelUnavailable(
            f"models cannot be imported in {region}",
            where="technique",
            fix=f"deploy Tailor in one of: {', '.join(sorted(regions))}",
        )


def _require_on_demand(mode: DeploymentMode) -> None:
    if mode is not DeploymentMode.ON_DEMAND:
        raise RequestInvalid(
            f"an imported model cannot be served {mode.value}: it serves by itself, on demand",
            where="deployment.mode",
            fix="leave `deployment` out",
        )
