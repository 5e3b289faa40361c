"""Datasets whose records are sound one by one, and that are wrong or odd together."""

from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.preflight import Options, Preflight, Sources, preflight
from tests.lifecycle.dataset.golden.corpus import Family, as_line, families

MICRO, LITE, LLAMA = (
    next(family for family in families() if family.model.startswith(model))
    for model in ("amazon.nova-micro", "amazon.nova-lite", "meta.llama3-1-8b")
)
WARNING, HINT = Severity.WARNING, Severity.HINT
NEAR = Options(near_duplicates=True)


class SetCase(NamedTuple):
    """Records after as many sound ones as the family needs; `passes` differs by little."""

    code: str
    family: Family
    fails: list[Any]
    passes: list[Any]
    severity: Severity
    options: Options = Options()
    rules: dict[str, int] = {}


def completion(prompt: str, answer: str) -> dict[str, str]:
    return {"prompt": prompt, "completion": answer}


def asked_with(*parts: dict[str, Any]) -> dict[str, Any]:
    """A conversation whose question has these parts beside its text."""
    asked = {"role": "user", "content": [{"text": "See?"}, *parts]}
    answered = {"role": "assistant", "content": [{"text": "Yes."}]}
    return {"schemaVersion": "bedrock-conversation-2024", "messages": [asked, answered]}


def media(kind: str, form: str) -> dict[str, Any]:
    return {kind: {"format": form, "source": {"s3Location": {"uri": f"s3://media/one.{form}"}}}}


LONG = " ".join(f"word{number}" for number in range(60))
SAME = [completion(f"Prompt {n}?", "Yes, of course.") for n in range(400)]
SET_CASES = [
    SetCase(
        "exact-duplicates",
        LLAMA,
        [completion("Why?", "So."), completion("Why?", "So.")],
        [completion("Why?", "So."), completion("why?", "So.")],
        HINT,
    ),
    SetCase(
        "conflicting-answers",
        LLAMA,
        [completion("Why?", "So."), completion("Why?", "Thus.")],
        [completion("Why?", "So."), completion("Why then?", "Thus.")],
        WARNING,
    ),
    SetCase(
        "near-duplicates",
        LLAMA,
        [completion(LONG, "So."), completion(f"{LONG} again", "So.")],
        [completion(LONG, "So."), completion(LONG.replace("word", "term"), "So.")],
        HINT,
        NEAR,
    ),
    SetCase(
        "not-uniform",
        LITE,
        [asked_with(media("image", "png"))],
        [asked_with()],
        WARNING,
    ),
    SetCase(
        "mixed-media",
        LITE,
        [asked_with(media("image", "png")), asked_with(media("video", "mp4"))],
        [asked_with(media("image", "png")), asked_with(media("image", "gif"))],
        Severity.ERROR,
    ),
    SetCase(
        "too-many-tokens",
        LLAMA,
        [completion("w" * 65_000, "So.")],
        [completion("w" * 60_000, "So.")],
        WARNING,
    ),
    SetCase(
        "file-too-large",
        LLAMA,
        [completion("Why?", "S" * 10_000)],
        [completion("Why?", "S" * 100)],
        Severity.ERROR,
        rules={"max_file_bytes": 15_000},
    ),
    SetCase("answer-dominates", LLAMA, SAME[:400], SAME[:399], WARNING),
    SetCase(
        "answer-long",
        LLAMA,
        [completion("Why?", "S" * 2_001)],
        [completion("Why?", "S" * 1_999)],
        WARNING,
    ),
]


def check(folder: Path, case: SetCase, records: list[Any]) -> Preflight:
    lines = [*case.family.sound_lines(case.family.fewest), *map(as_line, records)]
    path = folder / "train.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines))
    rules = msgspec.structs.replace(case.family.rules, **case.rules)
    return preflight(Sources(training=path), rules, case.options)


@pytest.mark.parametrize("case", SET_CASES, ids=lambda case: case.code)
def test_a_set_that_is_odd_as_a_whole_has_its_finding(tmp_path: Path, case: SetCase) -> None:
    found = check(tmp_path, case, case.fails)
    severities = {f.severity for f in found.findings if f.code == case.code}
    assert severities == {case.severity}, found.findings
    assert found.verdict == ("reject" if case.severity is Severity.ERROR else "accept")


@pytest.mark.parametrize("case", SET_CASES, ids=lambda case: case.code)
def test_a_set_that_is_nearly_so_has_not(tmp_path: Path, case: SetCase) -> None:
    found = check(tmp_path, case, case.passes)
    assert [f for f in found.findings if f.code == case.code] == []


@pytest.mark.parametrize("split", ["validation", "test"])
def test_a_prompt_of_training_that_is_evaluated_on_has_leaked(tmp_path: Path, split: str) -> None:
    lines = MICRO.sound_lines(12)
    files = {"training": lines[:9], split: [*lines[8:12]]}
    for name, content in files.items():
        (tmp_path / name).write_text("".join(f"{line}\n" for line in content))
    found = preflight(Sources(**{name: tmp_path / name for name in files}), MICRO.rules)
    assert [(f.file, f.line) for f in found.findings if f.code == "leakage"] == [(split, 1)]
    assert getattr(found.leakage, split) == 1


def test_a_large_file_says_that_it_was_read_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = LLAMA.sound_lines(400)
    path = tmp_path / "train.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines))
    assert preflight(Sources(training=path), LLAMA.rules).findings == ()
    for limit, size in {"INSPECTED_WHOLE_MAX": 10_000, "INSPECTED_BYTES": 5_000}.items():
        monkeypatch.setattr(f"lifecycle.dataset.quality.sampling.{limit}", size)
    (finding,) = preflight(Sources(training=path), LLAMA.rules).findings
    assert (finding.code, finding.severity) == ("read-in-part", HINT)
