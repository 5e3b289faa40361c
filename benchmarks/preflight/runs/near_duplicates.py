"""Our search for near duplicates as a process: texts in, pairs and seconds out."""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from lifecycle.dataset.quality.near_duplicates import NearDuplicates


def find_pairs(texts: Sequence[str]) -> list[list[int]]:
    search = NearDuplicates()
    for text in texts:
        search.add(text)
    pairs: list[list[int]] = search.pairs(lambda at: [texts[i] for i in at]).tolist()
    return pairs


def main(path: Path) -> None:
    texts = json.loads(path.read_text("utf-8"))
    started = time.perf_counter()
    pairs = find_pairs(texts)
    print(json.dumps({"seconds": time.perf_counter() - started, "pairs": pairs}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
