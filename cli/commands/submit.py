"""`tailor submit`: checks a job folder, uploads it, and says which run it starts."""

from pathlib import Path
from typing import Annotated

import typer

from cli.account import Account
from cli.base_models import lookups_in
from cli.commands.watch import watch_run, watch_run_as_json, watch_to_the_end
from cli.errors import FAILED
from cli.findings import print_findings
from cli.job_folder import JobFolder
from cli.options import DEFAULT_STAGE, Json, Stage
from cli.planned_trials import print_planned
from cli.terminal import print_json, progress, results, suggest
from cli.uploading import upload_job
from lifecycle.dataset.preflight import Preflight

ACCEPTED = "accept"


def submit(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Holds job.yaml and its data.")],
    watch: Annotated[bool, typer.Option("--watch", help="Follow the run at once.")] = False,
    stage: Stage = DEFAULT_STAGE,
    as_json: Json = False,
) -> None:
    """Check a job folder with the pipeline's own code, upload it, and start a run.

    Exits with 1, and uploads nothing, when the pipeline would refuse the job.
    """
    account = Account(stage)
    submitted = submit_as_json if as_json else submit_job
    run_id = submitted(account, folder)
    if watch:
        watch_to_the_end(account, run_id, watch_run_as_json if as_json else watch_run)
    else:
        suggest(f"tailor watch {run_id}")


def submit_job(account: Account, folder: Path) -> str:
    """The id of the run, on stdout too."""
    job = JobFolder(folder, lookups_in(account))
    with progress.status("checking the data"):
        preflight = job.check(account.region)
    if preflight:
        print_findings(preflight, progress)
    if not _is_accepted(preflight):
        raise typer.Exit(FAILED)
    if preflight:
        records = preflight.records["training"]
        print_planned(job.trials(account.region, records), records, progress)
    run_id = upload_job(account, job)
    results.print(run_id)
    return run_id


def submit_as_json(account: Account, folder: Path) -> str:
    job = JobFolder(folder, lookups_in(account))
    preflight = job.check(account.region)
    run_id = upload_job(account, job) if _is_accepted(preflight) else None
    trials = job.trials(account.region, preflight.records["training"]) if preflight else ()
    print_json({"run_id": run_id, "preflight": preflight, "trials": trials})
    if run_id is None:
        raise typer.Exit(FAILED)
    return run_id


def _is_accepted(preflight: Preflight | None) -> bool:
    return preflight is None or preflight.verdict == ACCEPTED
