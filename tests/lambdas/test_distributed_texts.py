"""A folder of texts that many functions read, against fake buckets: as one function reads it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambdas import accept_request, prepare_data
from lifecycle import documents
from lifecycle.errors import DataChanged, DatasetRejected, NotYetSupported
from tests.lambdas.fakes.account import INTAKE, ONE_FUNCTION_MAX_MEDIA, OUTPUT, FakeAccount
from tests.lambdas.invented_provider import LOOM, invented_provider
from tests.lambdas.scanning import scanned
from tests.lambdas.stages import JOB, document, landed

REQUEST: dict[str, Any] = {
    "technique": "continued-pre-training",
    "base_model": LOOM,
    "data": {"training": "corpus/"},
}
PASSAGES = [f"Passage {n}: a loom has {n} warps, and me{n}@mail.net." for n in range(60)]
FILES = {
    "corpus/a.txt": "\n\n".join([*PASSAGES[:20], "All rights reserved."]).encode(),
    "corpus/b.md": "\n\n".join([*PASSAGES[20:40], "ALL RIGHTS  RESERVED"]).encode(),
    "corpus/c.jsonl": b"".join(
        json.dumps({"input": text}).encode() + b"\n" for text in PASSAGES[10:50]
    ),
    "corpus/d.csv": b"text\n" + b"".join(f'"{text}"\n'.encode() for text in PASSAGES[30:]),
    "corpus/e.txt": b"All rights reserved.\n\n* * *\n\nThe weft. [EOS]",
    "corpus/f.txt": b"all rights reserved",
}


@pytest.fixture(autouse=True)
def _invented(
    tmp_path: Path, account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    account.bedrock.customizations = ["FINE_TUNING", "CONTINUED_PRE_TRAINING"]
    monkeypatch.setenv("ONE_FUNCTION_MAX_OBJECTS", "5")
    with invented_provider(tmp_path, monkeypatch):
        yield


def accepted(account: FakeAccount, files: dict[str, bytes] = FILES) -> str:
    accepted = accept_request.handler(landed(account, files=files, **REQUEST), None)
    return str(accepted["run_id"])


def outcome(account: FakeAccount, run: str) -> tuple[Any, Any, list[bytes | None]]:
    """The preflight but for digests, what was prepared, and the prepared files."""
    prepared = prepare_data.handler({"run_id": run}, None)
    preflight = document(account, documents.preflight(run))
    for stats in preflight["stats"].values():
        stats["sha256"] = None
    splits = ("training", "validation")
    keys = [documents.prepared_file(run, split) for split in splits]
    return json.dumps(preflight), prepared, [account.s3.read(OUTPUT, key) for key in keys]


@pytest.mark.parametrize(("files", "is_large"), [(5, False), (6, True)])
def test_a_folder_is_large_by_the_number_of_its_files(
    account: FakeAccount, files: int, is_large: bool
) -> None:
    some = dict(list(FILES.items())[:files])
    answer = accept_request.handler(landed(account, files=some, **REQUEST), None)
    assert answer["larger_than_one_function"] is is_large


def test_the_files_of_a_folder_are_no_media(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONE_FUNCTION_MAX_OBJECTS", "50")
    assert len(FILES) > ONE_FUNCTION_MAX_MEDIA
    answer = accept_request.handler(landed(account, files=FILES, **REQUEST), None)
    assert answer["larger_than_one_function"] is False


def test_a_folder_is_large_by_its_size(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accept_request, "ONE_FUNCTION_CORPUS_BYTES", 10)
    files = {"corpus/a.txt": b"Eleven byte"}
    answer = accept_request.handler(landed(account, files=files, **REQUEST), None)
    assert answer["larger_than_one_function"] is True


@pytest.mark.parametrize("length", [150, 700, 3_000, 10**6])
def test_many_functions_come_to_what_one_does(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setenv("SCAN_RANGE_BYTES", str(length))
    run = accepted(account)
    one = outcome(account, run)
    scanned(account, run)
    assert outcome(account, run) == one
    assert json.loads(one[0])["findings"]


def test_a_line_that_is_none_is_named_by_its_number_in_a_file_that_was_cut(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCAN_RANGE_BYTES", "150")
    texts = [json.dumps({"input": text}).encode() for text in PASSAGES]
    texts[40], texts[3], texts[5] = b"{", b"", b"  "
    body = b"\r\n".join(texts[:20]) + b"\r" + b"\n".join(texts[20:])
    run = accepted(account, FILES | {"corpus/c.jsonl": body})
    with pytest.raises(DatasetRejected) as one:
        prepare_data.handler({"run_id": run}, None)
    with pytest.raises(DatasetRejected) as many:
        scanned(account, run)
    assert str(many.value) == str(one.value)
    assert many.value.what == "corpus/c.jsonl, line 41, is no JSON"


def test_a_byte_order_mark_within_a_file_is_no_start_of_one(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCAN_RANGE_BYTES", "20")
    marked = b'\xef\xbb\xbf{"input": "One."}\n'
    run = accepted(account, FILES | {"corpus/c.jsonl": marked * 2})
    with pytest.raises(DatasetRejected, match=r"corpus/c\.jsonl, line 2, is no JSON"):
        scanned(account, run)


def test_only_ranges_that_repeat_passages_of_earlier_ones_are_read_twice(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCAN_RANGE_BYTES", "1")
    files = {name: FILES[name] for name in ("corpus/a.txt", "corpus/b.md", "corpus/e.txt")}
    files |= {f"corpus/z{number}.txt": b"Text %d." % number for number in range(3)}
    rounds = scanned(account, accepted(account, files))
    assert [[part["number"] for part in plan] for plan in rounds] == [[0, 1, 2, 3, 4, 5], [1, 2]]


def test_a_passage_that_stands_in_every_file_is_kept_in_the_first(account: FakeAccount) -> None:
    files = {f"corpus/{number}.txt": b"All rights reserved." for number in range(6)}
    run = accepted(account, files)
    scanned(account, run)
    assert document(account, documents.merged_scans(run))["records"]["training"] == 1


def test_of_several_texts_that_are_none_the_first_is_named(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCAN_RANGE_BYTES", "150")
    run = accepted(account, FILES | {"corpus/b.pdf": b"%PDF", "corpus/ca.pdf": b"%PDF"})
    with pytest.raises(DatasetRejected, match=r"corpus/b\.pdf is no text of a known form"):
        scanned(account, run)


def test_a_text_whose_version_is_gone_is_changed_data(account: FakeAccount) -> None:
    run = accepted(account)
    (pin, *_) = document(account, documents.landed_folders(run))[f"jobs/{JOB}/corpus/"]
    account.s3.lose_version(INTAKE, pin["key"], pin["version_id"])
    with pytest.raises(DataChanged, match=r"corpus/a\.txt is gone"):
        scanned(account, run)


def test_a_text_that_is_too_large_for_one_function_is_refused(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lifecycle.dataset.scan_plan.TEXT_MAX_BYTES", 100)
    with pytest.raises(NotYetSupported, match="split it in several files") as refused:
        scanned(account, accepted(account))
    assert refused.value.where == f"jobs/{JOB}/corpus/a.txt"


def test_a_rejected_folder_is_put_aside(account: FakeAccount) -> None:
    files = {f"corpus/{number}.txt": b"* * *" for number in range(6)}
    run = accepted(account, files)
    scanned(account, run)
    with pytest.raises(DatasetRejected, match="no record"):
        prepare_data.handler({"run_id": run}, None)
    folder = documents.quarantined_dataset(run)
    assert account.s3.read(OUTPUT, documents.quarantined_file(folder, "corpus/0.txt")) == b"* * *"
