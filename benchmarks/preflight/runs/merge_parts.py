"""The merge of a distributed scan as a process: a folder of parts in, times and peak memory out."""

import json
import sys
import time
from pathlib import Path

import msgspec

from benchmarks.preflight.memory import peak_bytes
from lifecycle.catalog import load_catalog
from lifecycle.dataset.ranges import merge_parts
from lifecycle.dataset.rules import rules_for
from lifecycle.dataset.stored_scan import decode_scan
from lifecycle.dataset.verdict import judge
from lifecycle.request import Technique
from lifecycle.run.landed import ObjectVersion

MODEL = "amazon.nova-lite-v1:0"
NO_LIMIT = 10**9


def main(folder: Path) -> None:
    rules = rules_for(load_catalog(), MODEL, Technique.FINE_TUNING)
    rules = msgspec.structs.replace(rules, max_records=NO_LIMIT)
    version = ObjectVersion("train.jsonl", "v1", "", 10**11)
    started = time.perf_counter()
    parts = (decode_scan(path.read_bytes()) for path in sorted(folder.iterdir()))
    whole = merge_parts("train.jsonl", version, b"", parts, rules)
    merged = time.perf_counter()
    found = judge({"training": whole}, rules, strict=False)
    counted = {
        "records": found.records["training"],
        "duplicates": found.duplicates.exact,
        "merge_seconds": merged - started,
        "judge_seconds": time.perf_counter() - merged,
        "peak_bytes": peak_bytes(),
    }
    print(json.dumps(counted))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
