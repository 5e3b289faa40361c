"""Uploads the files of a job, and computes the id of the run that they start."""

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from cli.account import Account
from cli.job_folder import JobFolder
from cli.terminal import progress
from lifecycle import names


def upload_job(account: Account, job: JobFolder) -> str:
    """The id of the run: like intake, from the versions that S3 gave to the files."""
    total = sum(path.stat().st_size for path in job.files.values())
    with _progress_bar() as bar:
        task = bar.add_task(f"upload {len(job.files)} files", total=total)
        for file, path in job.files.items():
            account.s3.upload_file(
                str(path),
                account.intake_bucket,
                job.key(file),
                Callback=lambda sent: bar.advance(task, sent),
            )
    versions = {file: _version_id(account, job.key(file)) for file in job.files}
    return names.run_id(job.request.name, versions)


def _version_id(account: Account, key: str) -> str:
    return account.s3.head_object(Bucket=account.intake_bucket, Key=key)["VersionId"]


def _progress_bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        console=progress,
    )
