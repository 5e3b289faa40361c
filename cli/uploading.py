"""Uploads the files of a job, and computes the id of the run that they start."""

from pathlib import Path

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from cli.account import Account
from cli.job_folder import JobFolder
from cli.terminal import progress
from lifecycle import names


def upload_job(account: Account, job: JobFolder) -> str:
    """The id of the run: like intake, from the versions that S3 gave to the files."""
    with _progress_bar() as bar:
        for file, path in job.files.items():
            _upload(account, job.key(file), path, bar)
    versions = {file: _version_id(account, job.key(file)) for file in job.files}
    return names.run_id(job.request.name, versions)


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
