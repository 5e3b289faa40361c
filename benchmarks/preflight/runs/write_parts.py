"""Writes what functions would have left of ranges with so many records, one in so many repeated."""

import random
import sys
from array import array
from pathlib import Path

from lifecycle.dataset.fingerprints import PARTITION_SHIFT, FingerprintWriter, columns
from lifecycle.dataset.quality.inspection import Inspection
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.stored_scan import encode_scan

RECORDS_OF_A_PART = 125_000  # 256 MB of records of 2 kB
RECORDS_OF_A_BLOCK = 31
BYTES = 2_000


def main(folder: Path, records: int, repeated_one_in: int, distinct: int) -> None:
    numbers = random.Random(0)  # noqa: S311 - reproducible, not secret
    often = [numbers.getrandbits(64) for _ in range(distinct)]
    for number, start in enumerate(range(0, records, RECORDS_OF_A_PART)):
        count = min(RECORDS_OF_A_PART, records - start)
        hashes = array("Q", numbers.randbytes(8 * count))
        for place in range(0, count, repeated_one_in):
            hashes[place] = numbers.choice(often)
        (folder / f"{number:06}").write_bytes(encode_scan(_scan(hashes)))


def _scan(hashes: "array[int]") -> Scan:
    count, scan = len(hashes), Scan("train.jsonl", inspection=Inspection())
    scan.lines = scan.records = count
    scan.bytes = count * BYTES
    for sizes in (scan.characters, scan.answer_characters, scan.sizes):
        sizes.add([BYTES] * count)
    writer = FingerprintWriter(scan.fingerprints)
    for first in range(0, count, RECORDS_OF_A_BLOCK):
        prompts = hashes[first : first + RECORDS_OF_A_BLOCK]
        writer.add(prompts, prompts, range(first + 1, first + 1 + len(prompts)))
    writer.close()
    scan.normalized = columns("Q")
    for plain in hashes:
        scan.normalized[plain >> PARTITION_SHIFT].append(plain)
    return scan


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
