"""Near duplicates as datasketch finds them: MinHash of five-word shingles, LSH at 0.8.

Reads a JSON list of texts, prints a JSON list of pairs and the seconds that they took.
"""

import json
import sys
import time
from pathlib import Path

from datasketch import MinHash, MinHashLSH

from benchmarks.preflight.texts import SHINGLE_WORDS, SIMILAR

PERMUTATIONS = 128


def find_pairs(texts: list[str]) -> list[tuple[int, int]]:
    index = MinHashLSH(threshold=SIMILAR, num_perm=PERMUTATIONS)
    signatures: list[MinHash] = []
    pairs: list[tuple[int, int]] = []
    for position, text in enumerate(texts):
        signature = MinHash(num_perm=PERMUTATIONS)
        signature.update_batch(_shingles(text))
        similar = (m for m in index.query(signature) if _agrees(signatures[m], signature))
        pairs.extend((match, position) for match in similar)
        index.insert(position, signature, check_duplication=False)
        signatures.append(signature)
    return pairs


def _agrees(one: MinHash, other: MinHash) -> bool:
    return bool(one.jaccard(other) >= SIMILAR)


def _shingles(text: str) -> list[bytes]:
    words = text.lower().split()
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1))
    return [" ".join(words[i : i + SHINGLE_WORDS]).encode() for i in starts]


def main(path: Path) -> None:
    texts = json.loads(path.read_text("utf-8"))
    started = time.perf_counter()
    pairs = find_pairs(texts)
    print(json.dumps({"seconds": time.perf_counter() - started, "pairs": pairs}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
