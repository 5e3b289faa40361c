"""Where each document of a run lies in the output bucket. Bedrock's S3 URIs allow no `=`, `:`,
`+`, `%`, space or `//`, so keys are made of run ids and plain words only."""

RUNS_PREFIX = "runs"
QUARANTINE_PREFIX = "quarantine"
PREPARED_FOLDER = "prepared"
SCAN_FOLDER = "scan"
CUSTOMIZATION_FOLDER = "customization"


def accepted_request(run: str) -> str:
    return f"{RUNS_PREFIX}/{run}/request.json"


def landed_folders(run: str) -> str:
    """By the key of each declared folder, the versions of the files in it."""
    return f"{RUNS_PREFIX}/{run}/folders.json"


def prepared_data(run: str) -> str:
    return f"{RUNS_PREFIX}/{run}/{PREPARED_FOLDER}.json"


def prepared_file(run: str, split: str) -> str:
    """`split` is training, validation or test."""
    return f"{RUNS_PREFIX}/{run}/{PREPARED_FOLDER}/{split}.jsonl"


def prepared_media(run: str, name: str) -> str:
    """A copy of an image, video or document that records of the prepared set refer to."""
    return f"{RUNS_PREFIX}/{run}/{PREPARED_FOLDER}/media/{name}"


def media(run: str) -> str:
    """A JSON array of PinnedMedia: which version of which object each copy is."""
    return f"{RUNS_PREFIX}/{run}/media.json"


def preflight(run: str) -> str:
    return f"{RUNS_PREFIX}/{run}/preflight.json"


def preflight_page(run: str) -> str:
    """The preflight for people."""
    return f"{RUNS_PREFIX}/{run}/preflight.html"


def scan_plan(run: str) -> str:
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/plan.json"


def second_scan_plan(run: str) -> str:
    """Of the ranges whose texts repeat passages of earlier ones."""
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/again.json"


def scanned_range(run: str, number: int | str) -> str:
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/parts/{number}.msgpack"


def range_media(run: str, number: int | str) -> str:
    """A JSON array of PinnedMedia: those that records of the range name."""
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/media/{number}.json"


def range_records(run: str, number: int | str) -> str:
    """The records that the texts of the range were made into."""
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/records/{number}.jsonl"


def range_passages(run: str, number: int | str) -> str:
    """A ConvertedTexts: the passages that the range has kept."""
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/passages/{number}.msgpack"


def repeated_passages(run: str, number: int | str) -> str:
    """The hashes of the passages that an earlier range has, too."""
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/repeated/{number}.msgpack"


def counted_logs(run: str, number: int | str) -> str:
    """A JSON array of CountedLog, one for each object of the range."""
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/logs/{number}.json"


def merged_logs(run: str) -> str:
    """A CountedLog of all invocation logs."""
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/logs.json"


def range_failure(run: str, number: int | str) -> str:
    """A RangeFailure: why the range was given up, if it was."""
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/failures/{number}.json"


def merged_scans(run: str) -> str:
    """The preflight of a dataset that many functions scanned."""
    return f"{RUNS_PREFIX}/{run}/{SCAN_FOLDER}/merged.json"


def customization_output(run: str, trial: int) -> str:
    return f"{RUNS_PREFIX}/{run}/{CUSTOMIZATION_FOLDER}/trial-{trial}/"


def trial_metrics(run: str, trial: int) -> str:
    return f"{RUNS_PREFIX}/{run}/metrics/trial-{trial}.json"


def trial_plan(run: str, trial: int | str) -> str:
    """The hyper-parameters that the trial runs with, and where each comes from."""
    return f"{RUNS_PREFIX}/{run}/trials/trial-{trial}.json"


def trial_failure(run: str, trial: int | str) -> str:
    return f"{RUNS_PREFIX}/{run}/failures/trial-{trial}.json"


def chosen_model(run: str) -> str:
    return f"{RUNS_PREFIX}/{run}/model.json"


def checked_weights(run: str) -> str:
    return f"{RUNS_PREFIX}/{run}/weights.json"


def imported_model(run: str) -> str:
    return f"{RUNS_PREFIX}/{run}/imported.json"


def verification(run: str) -> str:
    return f"{RUNS_PREFIX}/{run}/verification.json"


def run_record(run: str) -> str:
    return f"{RUNS_PREFIX}/{run}/run.json"


def failure_record(run: str) -> str:
    return f"{RUNS_PREFIX}/{run}/failure.json"


def announcement(run: str, redrives: int = 0) -> str:
    """Its existence says that the run's owner has been told, so that nobody is told twice.

    A redriven execution ends once more, and its end is news.
    """
    attempt = f"{run}/redrive-{redrives}" if redrives else run
    return f"{RUNS_PREFIX}/{attempt}/announcement.json"


def quarantined_request(manifest: str) -> str:
    """The folder of a job.yaml that cannot run. `manifest` identifies one version of it, the way
    a run id does."""
    return f"{QUARANTINE_PREFIX}/requests/{manifest}"


def quarantined_dataset(run: str) -> str:
    """The folder of a dataset that was rejected."""
    return f"{QUARANTINE_PREFIX}/datasets/{run}"


def quarantine_account(folder: str) -> str:
    """A Quarantine: what was put aside, and why."""
    return f"{folder}/account.json"


def quarantined_file(folder: str, file: str) -> str:
    """A copy; `file` is what job.yaml calls it."""
    return f"{folder}/files/{file}"


def quarantined_preflight(folder: str) -> str:
    return f"{folder}/preflight.json"


def quarantined_preflight_page(folder: str) -> str:
    return f"{folder}/preflight.html"


def s3_uri(bucket: str, key: str) -> str:
    return f"s3://{bucket}/{key}"


def bucket_and_key(uri: str) -> tuple[str, str]:
    """`s3_uri` undone."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key
