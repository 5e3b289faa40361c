"""`tailor submit`: checks first, uploads in the order that starts a run, and knows its id."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lifecycle import documents, names
from lifecycle.landing import JobFile, Landed, decide_landing, run_input
from lifecycle.request import parse_request
from lifecycle.run.landed import ObjectVersion, RunInput
from tests.cli.conftest import Tailor
from tests.cli.fake_aws import INTAKE, FakeAws, Refused
from tests.cli.run_samples import add_failed_run, add_succeeded_run
from tests.lambdas.invented_provider import invented_provider
from tests.lifecycle.dataset.media_samples import png

MANIFEST = """
name: triage
technique: fine-tuning
base_model: amazon.nova-micro-v1:0:128k
data: {training: train.jsonl, test: test.jsonl}
"""


def conversation(number: int, answer: str = "blue") -> str:
    turns = [{"role": "user", "content": [{"text": f"Colour {number}?"}]}]
    if answer:
        turns.append({"role": "assistant", "content": [{"text": answer}]})
    return json.dumps({"schemaVersion": "bedrock-conversation-2024", "messages": turns}) + "\n"


@pytest.fixture
def job(tmp_path: Path) -> Path:
    (tmp_path / "job.yaml").write_text(MANIFEST)
    (tmp_path / "train.jsonl").write_text("".join(conversation(n) for n in range(20)))
    (tmp_path / "test.jsonl").write_text("".join(conversation(n) for n in range(20, 25)))
    return tmp_path


def started_by_intake(aws: FakeAws) -> str:
    """The run that intake starts for what lies in the bucket now."""
    files = ("job.yaml", "train.jsonl", "test.jsonl")
    now = datetime.now(UTC)
    landed = {}
    for file in files:
        key = JobFile("triage", file).key
        version = f"{key}-v{len(aws.objects[f'{INTAKE}/{key}'])}"
        landed[file] = Landed(ObjectVersion(key, version, '"e"', 1), now - timedelta(hours=1))
    request = parse_request(MANIFEST.encode(), "job.yaml")
    run = decide_landing(
        JobFile("triage", "job.yaml"), request, landed, now, settle=timedelta(seconds=15)
    )
    assert isinstance(run, RunInput)
    return run.run_id


def test_the_printed_run_is_the_one_that_intake_starts(
    aws: FakeAws, tailor: Tailor, job: Path
) -> None:
    result = tailor("submit", job)
    assert result.exit_code == 0
    assert result.stdout == f"{started_by_intake(aws)}\n"
    assert f"next: tailor watch {started_by_intake(aws)}" in result.stderr


def test_a_second_upload_is_another_run(aws: FakeAws, tailor: Tailor, job: Path) -> None:
    first, second = tailor("submit", job).stdout, tailor("submit", job).stdout
    assert first != second
    assert second == f"{started_by_intake(aws)}\n"


def test_the_data_is_uploaded_before_the_manifest(aws: FakeAws, tailor: Tailor, job: Path) -> None:
    tailor("submit", job)
    assert list(aws.objects) == [
        f"{INTAKE}/jobs/triage/train.jsonl",
        f"{INTAKE}/jobs/triage/test.jsonl",
        f"{INTAKE}/jobs/triage/job.yaml",
    ]


def showing(uri: str) -> str:
    image = {"image": {"format": "png", "source": {"s3Location": {"uri": uri}}}}
    turns = [("user", [{"text": f"What is {uri}?"}, image]), ("assistant", [{"text": "A cat."}])]
    messages = [{"role": role, "content": content} for role, content in turns]
    record = {"schemaVersion": "bedrock-conversation-2024", "messages": messages}
    return json.dumps(record) + "\n"


@pytest.fixture
def image_job(job: Path) -> Path:
    """Its test set lies in a folder of its own, and so do the images that it names."""
    manifest = MANIFEST.replace("nova-micro-v1:0:128k", "nova-lite-v1:0:300k")
    (job / "job.yaml").write_text(manifest.replace("test.jsonl", "blind/test.jsonl"))
    (job / "images").mkdir()
    (job / "blind").mkdir()
    for number, file in enumerate(("images/1.png", "images/2.png", "blind/1.png")):
        (job / file).write_bytes(png(100 + number, 100))
    training = [*(showing("images/1.png") for _ in range(10)), showing("images/2.png")]
    (job / "train.jsonl").write_text("".join(training))
    (job / "blind" / "test.jsonl").write_text(showing("1.png"))
    return job


def test_the_images_that_records_name_are_uploaded_first(
    aws: FakeAws, tailor: Tailor, image_job: Path
) -> None:
    (image_job / "images" / "unused.png").write_bytes(png())
    assert tailor("submit", image_job).exit_code == 0
    uploaded = [name.removeprefix(f"{INTAKE}/jobs/triage/") for name in aws.objects]
    assert sorted(uploaded[:3]) == ["blind/1.png", "images/1.png", "images/2.png"]
    assert uploaded[3:] == ["train.jsonl", "blind/test.jsonl", "job.yaml"]
    assert aws.objects[f"{INTAKE}/jobs/triage/blind/1.png"] == [png(102, 100)]


def test_an_image_that_is_not_there_keeps_the_job_from_being_uploaded(
    aws: FakeAws, tailor: Tailor, image_job: Path
) -> None:
    (image_job / "images" / "2.png").unlink()
    result = tailor("submit", image_job)
    assert result.exit_code == 1
    assert "media-missing" in result.stderr
    assert aws.objects == {}


def test_an_image_that_could_not_be_uploaded_starts_no_run(
    aws: FakeAws, tailor: Tailor, image_job: Path
) -> None:
    aws.refusals["PutObject"] = Refused("AccessDenied", "not allowed to put")
    assert tailor("submit", image_job).exit_code == 2
    assert aws.objects == {}


def test_json_holds_the_run_and_what_the_check_found(
    aws: FakeAws, tailor: Tailor, job: Path
) -> None:
    result = tailor("submit", job, "--json")
    document = json.loads(result.stdout)
    assert document["run_id"] == started_by_intake(aws)
    assert document["preflight"]["records"] == {"training": 18, "validation": 2, "test": 5}


def test_data_that_the_pipeline_would_reject_is_not_uploaded(
    aws: FakeAws, tailor: Tailor, job: Path
) -> None:
    with (job / "train.jsonl").open("a") as file:
        file.write(conversation(99, answer=""))
    result = tailor("submit", job)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "train.jsonl, line 21: the turns are user" in result.stderr
    assert "start with user, alternate, end with assistant" in result.stderr
    assert aws.objects == {}


def test_a_rejected_job_has_no_run_in_its_json(aws: FakeAws, tailor: Tailor, job: Path) -> None:
    (job / "train.jsonl").write_text(conversation(1))
    result = tailor("submit", job, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["run_id"] is None
    assert document["preflight"]["findings"][0]["code"] == "too-few-records"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("epochs: 3", "TLR-101"),
        ("hyperparameters: {epochCount: 9}", "TLR-104"),
        ("budget: {max_usd: 5}", "TLR-102"),
        ("deployment: {mode: sometimes}", "TLR-101"),
    ],
)
def test_a_request_that_the_pipeline_would_refuse_is_not_uploaded(
    aws: FakeAws, tailor: Tailor, job: Path, line: str, complaint: str
) -> None:
    (job / "job.yaml").write_text(f"{MANIFEST}{line}\n")
    result = tailor("submit", job)
    assert result.exit_code == 1
    assert complaint in result.stderr
    assert aws.objects == {}


@pytest.mark.parametrize("missing", ["job.yaml", "test.jsonl"])
def test_a_file_that_is_not_there_is_named(
    aws: FakeAws, tailor: Tailor, job: Path, missing: str
) -> None:
    (job / missing).unlink()
    result = tailor("submit", job)
    assert result.exit_code == 2
    assert missing in result.stderr
    assert aws.objects == {}


def test_where_nothing_is_deployed_the_deploy_command_is_named(
    aws: FakeAws, tailor: Tailor, job: Path
) -> None:
    result = tailor("submit", job, "--stage", "prod")
    assert result.exit_code == 2
    assert "the stack tailor-prod-foundation does not exist" in result.stderr
    assert "npx cdk deploy --all -c stage=prod" in result.stderr


def test_a_refused_upload_is_explained_without_a_traceback(
    aws: FakeAws, tailor: Tailor, job: Path
) -> None:
    aws.refusals["PutObject"] = Refused("AccessDenied", "not allowed to put")
    result = tailor("submit", job)
    assert result.exit_code == 2
    assert "AccessDenied" in result.stderr
    assert "Traceback" not in result.stderr


MODEL = (
    "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.nova-micro-v1:0:128k/0123456789ab"
)


def build_on(job: Path, base_model: str) -> None:
    manifest = MANIFEST.replace("amazon.nova-micro-v1:0:128k", base_model)
    (job / "job.yaml").write_text(manifest)


@pytest.fixture
def custom_model(aws: FakeAws) -> str:
    base = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k"
    aws.custom_models[MODEL] = {"modelArn": MODEL, "baseModelArn": base}
    return MODEL


def test_a_job_may_build_on_the_model_of_a_job_of_a_run_or_on_an_arn(
    aws: FakeAws, tailor: Tailor, job: Path, custom_model: str
) -> None:
    aws.parameters[names.model_parameter("/tailor/dev/live", "words")] = custom_model
    run = names.run_id("words", {"job.yaml": "v1"})
    aws.put_document(documents.run_record(run), {"model": {"model_arn": custom_model}})
    for base_model in ("run:words", f"run:{run}", custom_model):
        build_on(job, base_model)
        assert tailor("submit", job).exit_code == 0


@pytest.mark.parametrize("base_model", ["run:nobody", f"run:nobody-{'0' * 16}", MODEL])
def test_a_model_that_is_not_there_is_refused_before_the_upload(
    aws: FakeAws, tailor: Tailor, job: Path, base_model: str
) -> None:
    build_on(job, base_model)
    result = tailor("submit", job)
    assert result.exit_code == 1
    assert "TLR-103" in result.stderr
    assert aws.objects == {}


CORPUS = """
name: triage
technique: continued-pre-training
base_model: tailors.loom-v1:0
data: {training: corpus/, validation: none}
"""


@pytest.fixture
def corpus(tmp_path: Path, aws: FakeAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder, catalog = tmp_path / "job", tmp_path / "catalog"
    (folder / "corpus" / "deep").mkdir(parents=True)
    catalog.mkdir()
    (folder / "job.yaml").write_text(CORPUS)
    (folder / "corpus" / "a.md").write_text("# Weaving\n\nThe loom.")
    (folder / "corpus" / "deep" / "b.txt").write_text("The warp.")
    (folder / "corpus" / ".DS_Store").write_text("x")
    aws.region = "eu-north-1"
    with invented_provider(catalog, monkeypatch):
        monkeypatch.delenv("AWS_REGION")
        yield folder


def test_a_folder_of_texts_is_uploaded_file_by_file(
    aws: FakeAws, tailor: Tailor, corpus: Path
) -> None:
    result = tailor("submit", corpus)
    assert result.exit_code == 0, result.stderr
    assert list(aws.objects) == [
        f"{INTAKE}/jobs/triage/corpus/a.md",
        f"{INTAKE}/jobs/triage/corpus/deep/b.txt",
        f"{INTAKE}/jobs/triage/job.yaml",
    ]
    versions = {
        file: ObjectVersion(JobFile("triage", file).key, f"jobs/triage/{file}-v1", "e", 1)
        for file in ("job.yaml", "corpus/a.md", "corpus/deep/b.txt")
    }
    started = run_input(parse_request(CORPUS.encode(), "job.yaml"), versions)
    assert result.stdout == f"{started.run_id}\n"
    assert "2 files, 3 passages" in result.stderr


def test_a_text_that_is_none_is_not_uploaded(aws: FakeAws, tailor: Tailor, corpus: Path) -> None:
    (corpus / "corpus" / "scan.pdf").write_text("%PDF")
    result = tailor("submit", corpus)
    assert result.exit_code == 1
    assert "corpus/scan.pdf is no text of a known form" in result.stderr
    assert aws.objects == {}


def test_an_empty_folder_is_named(aws: FakeAws, tailor: Tailor, corpus: Path) -> None:
    for file in ("a.md", "deep/b.txt"):
        (corpus / "corpus" / file).unlink()
    result = tailor("submit", corpus)
    assert result.exit_code == 2
    assert "there are no files in" in result.stderr


def test_watching_follows_the_new_run_to_its_end(
    aws: FakeAws, tailor: Tailor, job: Path, moments: list
) -> None:
    moments.append(lambda: add_succeeded_run(aws, started_by_intake(aws)))
    result = tailor("submit", job, "--watch")
    assert result.exit_code == 0
    assert f"SUCCEEDED {started_by_intake(aws)}" in result.stdout


def test_watching_a_run_that_fails_fails(
    aws: FakeAws, tailor: Tailor, job: Path, moments: list
) -> None:
    moments.append(lambda: add_failed_run(aws, "TLR-201: no", started_by_intake(aws)))
    assert tailor("submit", job, "--watch").exit_code == 1


IMPORT = "name: tiny\ntechnique: import\nweights: {source: s3://models/open/tiny/}\n"


def test_an_import_from_a_bucket_is_its_manifest_alone(
    aws: FakeAws, tailor: Tailor, tmp_path: Path
) -> None:
    (tmp_path / "job.yaml").write_text(IMPORT, "utf-8")
    result = tailor("submit", str(tmp_path), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["preflight"] is None
    assert list(aws.objects) == [f"{INTAKE}/jobs/tiny/job.yaml"]


def test_an_import_that_the_run_would_refuse_is_not_uploaded(
    aws: FakeAws, tailor: Tailor, tmp_path: Path
) -> None:
    (tmp_path / "job.yaml").write_text(IMPORT + "deployment: {mode: none}\n", "utf-8")
    result = tailor("submit", str(tmp_path))
    assert result.exit_code == 1
    assert "serves by itself" in result.stderr
    assert aws.objects == {}


def test_the_trials_that_a_job_comes_to_are_shown_before_it_is_uploaded(
    aws: FakeAws, tailor: Tailor, job: Path
) -> None:
    (job / "job.yaml").write_text(MANIFEST + "hyperparameters: {epochCount: [1, 4]}\n")
    shown = [" ".join(line.split()) for line in tailor("submit", job).stderr.splitlines()]
    assert "hyper-parameter trial 0 trial 1 from" in shown
    assert "epochCount 1 4 asked for" in shown
    assert "learningRateWarmupSteps 0 0 guidance for 18 training records" in shown


def test_the_trials_are_in_the_json_too(aws: FakeAws, tailor: Tailor, job: Path) -> None:
    (trial,) = json.loads(tailor("submit", job, "--json").stdout)["trials"]
    assert trial["hyperparameters"]["epochCount"] == "3"
    assert trial["origins"]["epochCount"] == "guidance"


def test_a_sweep_that_is_too_large_uploads_nothing(aws: FakeAws, tailor: Tailor, job: Path) -> None:
    sweep = "hyperparameters: {epochCount: [1, 4]}\nsweep: {max_trials: 1}\n"
    (job / "job.yaml").write_text(MANIFEST + sweep)
    result = tailor("submit", job)
    assert result.exit_code != 0
    assert "the lists make 2 trials" in result.stderr
    assert aws.objects == {}
