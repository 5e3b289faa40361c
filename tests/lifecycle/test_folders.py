"""Folders of a job: what belongs to them, and what stands for them."""

import pytest

from lifecycle.corpus_request import CORPUS_MAX_BYTES, require_usable_folders
from lifecycle.errors import RequestInvalid
from lifecycle.folders import MAX_FILES, declares, folder_version, require_few_files
from lifecycle.request import Technique
from lifecycle.run.landed import ObjectVersion


@pytest.mark.parametrize(
    ("name", "file", "belongs"),
    [
        ("train.jsonl", "train.jsonl", True),
        ("train.jsonl", "train.jsonl/a", False),
        ("corpus/", "corpus/a.txt", True),
        ("corpus/", "corpus/deep/b.md", True),
        ("corpus/", "corpus", False),
        ("corpus/", "corpus/", False),
        ("corpus/", "corpus/deep/", False),
        ("corpus/", "corpus2/a.txt", False),
        ("corpus/", "other/corpus/a.txt", False),
        ("corpus/", "corpus/.DS_Store", False),
        ("corpus/", "corpus/.git/config", False),
        (".corpus/", ".corpus/a.txt", True),
    ],
)
def test_what_a_declared_name_stands_for(name: str, file: str, belongs: bool) -> None:
    assert declares(name, file) is belongs


def test_a_folder_is_another_when_any_of_its_files_is() -> None:
    files = {name: ObjectVersion(name, f"v-{name}", "e", 10) for name in ("a", "b")}
    found = folder_version("jobs/x/corpus/", files)
    assert found.key == "jobs/x/corpus/"
    assert found.size == 20
    assert folder_version("jobs/x/corpus/", dict(reversed(files.items()))) == found
    for changed in (
        files | {"a": ObjectVersion("a", "v2", "e", 10)},
        files | {"c": ObjectVersion("c", "v-c", "e", 0)},
        {"a": files["a"]},
    ):
        assert folder_version("jobs/x/corpus/", changed).version_id != found.version_id


def test_too_many_files_are_refused_with_what_to_do() -> None:
    require_few_files("corpus/", MAX_FILES)
    with pytest.raises(RequestInvalid, match="corpus/ has more than 1,000 files") as refused:
        require_few_files("corpus/", MAX_FILES + 1)
    assert "one .jsonl" in refused.value.fix


def test_a_folder_is_data_of_continued_pre_training_only() -> None:
    require_usable_folders(Technique.CONTINUED_PRE_TRAINING, {"corpus/": 1})
    require_usable_folders(Technique.FINE_TUNING, {"train.jsonl": 1})
    with pytest.raises(RequestInvalid, match="fine-tuning learns from a file of records"):
        require_usable_folders(Technique.FINE_TUNING, {"train.jsonl": 1, "corpus/": 1})


def test_a_corpus_beyond_one_function_is_refused_with_what_to_do() -> None:
    sizes = {"corpus/": CORPUS_MAX_BYTES}
    require_usable_folders(Technique.CONTINUED_PRE_TRAINING, sizes)
    with pytest.raises(RequestInvalid, match="the most is 10,000,000,000") as refused:
        require_usable_folders(Technique.CONTINUED_PRE_TRAINING, {"corpus/": CORPUS_MAX_BYTES + 1})
    assert ".jsonl" in refused.value.fix
