"""Uploads the files of a job, and computes the id of the run that they start."""

from pathlib import Path

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from cli.account import Account
from cli.job_folder import JobFolder
from cli.terminal import progress
from lifecycle import names
from lifecycle.landing import JobFile


def upload_job(account: Account, job: JobFolder) -> str:
    """The id of the run, from the versions that S3 gave the files, as intake computes it."""
    with _progress_bar() as bar:
        for key, path in job.uploads.items():
            _upload(account, key, path, bar)
    name = job.request.name
    versions = {
        key.removeprefix(JobFile(name, "").key): _version_id(account, key) for key in job.uploads
    }
    return names.run_id(name, versions)


def _upload(account: Account, key: str, path: Path, bar: Progress) -> None:
    task = bar.add_task(path.name, total=path.stat().st_size)
    account.s3.upload_file(
        str(path),
        account.intake_bucket,
        key,
        Callback=lambda sent: bar.update(task, advance=sent),
    )


def _version_id(account: Account, key: str) -> str:
    return account.s3.head_object(Bucket=account.intake_bucket, Key=key)["VersionId"]


def _progress_bar() -> Progress:
    return Progress(
        TextColumn("{task.description:<16}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=progress,
    )
