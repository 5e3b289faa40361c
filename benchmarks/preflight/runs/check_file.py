"""Our preflight as a process: a file and options in, what it counted and its peak memory out."""

import json
import sys
from pathlib import Path

import msgspec

from benchmarks.preflight.memory import peak_bytes
from lifecycle.catalog import load_catalog
from lifecycle.dataset.preflight import Options, Sources, preflight
from lifecycle.dataset.rules import rules_for
from lifecycle.request import Technique

NO_LIMIT = 10**9


def main(path: Path, model: str, options: Options) -> None:
    rules = rules_for(load_catalog(), model, Technique.FINE_TUNING)
    rules = msgspec.structs.replace(rules, max_records=NO_LIMIT)
    found = preflight(Sources(training=path), rules, options)
    counted = {
        "verdict": found.verdict,
        "records": found.records["training"],
        "duplicates": found.duplicates.exact,
        "conflicts": found.conflicts,
        "peak_bytes": peak_bytes(),
    }
    print(json.dumps(counted))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], msgspec.json.decode(sys.argv[3], type=Options))
