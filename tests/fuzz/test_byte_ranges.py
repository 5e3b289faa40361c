"""A file that is read in pieces, cut at any bytes, gives what reading it at once gives."""

import tempfile
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lifecycle.dataset.blocks import Span
from lifecycle.dataset.preflight import Options, Sources, preflight
from lifecycle.dataset.record_memory import Depth
from lifecycle.dataset.rules import DatasetRules, all_rules
from lifecycle.dataset.scan import Scan, merge
from lifecycle.dataset.verdict import judge
from lifecycle.dataset.workers import scan_span
from tests.fuzz.cases import cases
from tests.fuzz.datasets import FILES

CLOSELY = Depth(inspected_one_in=1)
RULES = st.sampled_from(all_rules())


def scan(path: Path, rules: DatasetRules, cuts: list[int]) -> Scan:
    bounds = [0, *sorted(cuts), None]
    spans = [Span(start or 0, end) for start, end in pairwise(bounds)]
    parts = [scan_span(path, span, rules, "training", CLOSELY, lambda _: None) for span in spans]
    return merge(parts)


@cases()
@given(rules=RULES, content=FILES, cuts=st.lists(st.integers(0, 400), min_size=1, max_size=5))
@example(all_rules()[0], b"{}\n{}\n", [3])
@example(all_rules()[0], b"{}\n{}", [2, 3, 3, 4])
@example(all_rules()[0], b"\n\n\n", [1, 1, 2])
def test_any_cut_gives_the_same_verdict(
    rules: DatasetRules, content: bytes, cuts: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.jsonl"
        path.write_bytes(content)
        whole, pieces = scan(path, rules, []), scan(path, rules, cuts)
    assert pieces.lines == whole.lines == len(BytesIO(content).readlines())
    assert judge({"training": pieces}, rules, strict=False) == judge(
        {"training": whole}, rules, strict=False
    )


def test_findings_of_one_block_keep_their_order_when_it_is_cut(tmp_path: Path) -> None:
    rules = next(rules for rules in all_rules() if rules.format == "prompt-completion")
    long = "x" * round(rules.max_tokens * rules.characters_per_token + 1)
    path = tmp_path / "train.jsonl"
    path.write_text(f'{{"prompt": "{long}", "completion": "y"}}\n{{"prompt": 1}}\n')
    whole, pieces = scan(path, rules, []), scan(path, rules, [10])
    assert [finding.code for finding in whole.log.findings()] == ["too-many-tokens", "schema"]
    assert pieces.log.findings() == whole.log.findings()


@pytest.mark.parametrize("workers", [2, 3, 5])
def test_any_number_of_processes_gives_the_same_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr("lifecycle.dataset.reading._WORTH_A_PROCESS", 1_000)
    rules = next(rules for rules in all_rules() if rules.format == "prompt-completion")
    records = [f'{{"prompt": "Q{n % 70}", "completion": "A{n % 90}"}}' for n in range(300)]
    path = tmp_path / "train.jsonl"
    path.write_text("\n".join([*records[:100], "{broken", "", *records[100:]]))
    alone = preflight(Sources(training=path), rules, Options(workers=1))
    assert preflight(Sources(training=path), rules, Options(workers=workers)) == alone
    assert alone.conflicts > 0
    assert {finding.line for finding in alone.findings if finding.code == "json"} == {101}
