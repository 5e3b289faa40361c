"""Whatever the bytes: the preflight ends with a verdict, and always with the same one."""

import tempfile
from pathlib import Path

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from lifecycle.dataset.preflight import Options, Preflight, Sources, preflight
from lifecycle.dataset.report import report
from lifecycle.dataset.rules import DatasetRules, all_rules
from tests.fuzz.cases import cases
from tests.fuzz.datasets import FILES, RAW_FILES, structured_files

RULES = st.sampled_from(all_rules())


def check(
    rules: DatasetRules, training: bytes, validation: bytes | None = None, workers: int = 1
) -> Preflight:
    with tempfile.TemporaryDirectory() as folder:
        paths = {"training": Path(folder) / "train.jsonl"}
        paths["training"].write_bytes(training)
        if validation is not None:
            paths["validation"] = Path(folder) / "validation.jsonl"
            paths["validation"].write_bytes(validation)
        return preflight(Sources(**paths), rules, Options(workers=workers, near_duplicates=True))


@cases()
@given(rules=RULES, training=structured_files(), validation=st.none() | structured_files())
def test_almost_right_files_end_with_a_verdict_and_findings_that_explain_it(
    rules: DatasetRules, training: bytes, validation: bytes | None
) -> None:
    found = check(rules, training, validation)
    rejected = any(finding.severity == "error" for finding in found.findings)
    assert found.verdict == ("reject" if rejected else "accept")
    for finding in found.findings:
        assert finding.code and finding.message and finding.fix
        assert finding.line <= training.count(b"\n") + 1 or finding.file == "validation"
    assert msgspec.json.decode(msgspec.json.encode(found))["verdict"] == found.verdict
    assert "<script" not in report(found, rules.models[0], rules)


@cases()
@given(rules=RULES, training=RAW_FILES)
@example(all_rules()[0], b"[" * 100_000)
@example(all_rules()[0], b"\xef\xbb\xbf")
@example(all_rules()[0], b'{"a":' * 100_000)
def test_arbitrary_bytes_are_rejected(rules: DatasetRules, training: bytes) -> None:
    assert check(rules, training).verdict == "reject"


@cases()
@given(rules=RULES, training=FILES)
def test_the_same_bytes_give_the_same_findings(rules: DatasetRules, training: bytes) -> None:
    assert check(rules, training) == check(rules, training)
