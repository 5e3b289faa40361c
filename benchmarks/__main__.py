"""Measures everything and prints one line per ratio, with the aim beside it."""

import sys

from benchmarks import handler_imports, synthesis, transitions, wall_time
from benchmarks.preflight import merging, near_duplicates, speed

MEASURED = (synthesis, handler_imports, speed, near_duplicates, merging, transitions, wall_time)


def main() -> int:
    missed = 0
    for module in MEASURED:
        for result in module.measure():
            print(result, flush=True)
            missed += not result.reached
    print(f"\n{missed} of the aims missed" if missed else "\nall aims reached")
    return 0


if __name__ == "__main__":
    sys.exit(main())
