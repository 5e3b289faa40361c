"""The model of examples/import: what its generator trains is what answers here."""

import json
import runpy
import sys
from pathlib import Path

import pytest

from tests.local.bedrock.imports.conftest import Imports
from tests.local.bedrock.test_runtime import text

EXAMPLE = Path(__file__).parents[4] / "examples" / "import"
QUESTIONS = [json.loads(line) for line in (EXAMPLE / "test.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture
def imports(local_bedrock):
    return Imports(local_bedrock(imported_model_start_seconds=0))


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    sys.path.insert(0, str(EXAMPLE))
    runpy.run_path(str(EXAMPLE / "generate.py"))["write"](folder)
    sys.path.remove(str(EXAMPLE))
    return folder


def right(imports, folder):
    files = {path.name: path.read_bytes() for path in (folder / "weights").iterdir()}
    arn = imports.model(files=files)
    assert imports.shown(arn)["instructSupported"] is True
    correct = 0
    for record in QUESTIONS:
        asked, expected = record["messages"]
        found = imports.bedrock.runtime.converse(
            modelId=arn, system=record["system"], messages=[asked]
        )
        correct += text(found) == expected["content"][0]["text"]
    return correct / len(QUESTIONS)


def test_the_committed_weights_answer_the_test_questions(imports):
    assert right(imports, EXAMPLE) >= 0.95


def test_the_generator_writes_the_committed_questions_and_as_good_a_model(imports, regenerated):
    for file in ("test.jsonl", "weights/config.json", "weights/tokenizer.json"):
        assert (regenerated / file).read_bytes() == (EXAMPLE / file).read_bytes()
    assert right(imports, regenerated) >= 0.95


def test_no_question_occurs_twice():
    asked = [record["messages"][0]["content"][0]["text"] for record in QUESTIONS]
    assert len(set(asked)) == len(asked)
