"""`tailor submit`: checks a job folder, uploads it, and says which run it starts."""

from pathlib import Path
from typing import Annotated

import typer

from cli.account import Account
from cli.commands.watch import watch_run, watch_run_as_json
from cli.errors import FAILED
from cli.findings import print_findings
from cli.job_folder import JobFolder
from cli.options import DEFAULT_STAGE, Json, Stage
from cli.terminal import print_json, progress, results, suggest
from cli.uploading import upload_job
from lifecycle.dataset.prepare import Preflight

ACCEPT = "accept"


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
    job = JobFolder(folder)
    preflight = check_job(job, account)
    run_id = upload_job(account, job) if preflight.verdict == ACCEPT else None
    if as_json:
        print_json({"run_id": run_id, "preflight": preflight})
    elif run_id:
        results.print(run_id, markup=False)
    else:
        print_findings(preflight)
    if run_id is None:
        raise typer.Exit(FAILED)
    if watch:
        (watch_run_as_json if as_json else watch_run)(account, run_id)
    else:
        suggest(f"tailor watch {run_id}")
