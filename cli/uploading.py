"""Uploads the files of a job, and computes the id of the run that they start."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from cli.account import Account
from cli.job_folder import JobFolder
from cli.terminal import progress
from lifecycle import names

TOGETHER = 10  # as many connections as botocore keeps open


def upload_job(account: Account, job: JobFolder) -> str:
    """The id of the run: like intake, from the versions that S3 gave to the files.

    The media come first: the run looks for them as soon as job.yaml and its data have landed.
    """
    media = job.media()
    data = {job.key(file): path for file, path in job.files.items()}
    files = [*media.values(), *data.values()]
    with _progress_bar() as bar, ThreadPoolExecutor(TOGETHER) as pool:
        total = sum(path.stat().st_size for path in files)
        task = bar.add_task(f"upload {len(files)} files", total=total)
        upload = partial(_upload, account, partial(bar.advance, task))
        for uploaded in [pool.submit(upload, key, path) for key, path in media.items()]:
            uploaded.result()
        for key, path in data.items():
            upload(key, path)
    versions = {file: _version_id(account, job.key(file)) for file in job.files}
    return names.run_id(job.request.name, versions)


def _upload(account: Account, advance: Callable[[int], None], key: str, path: Path) -> None:
    account.s3.upload_file(str(path), account.intake_bucket, key, Callback=advance)


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
