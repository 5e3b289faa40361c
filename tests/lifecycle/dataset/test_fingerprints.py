"""What is remembered of records comes out as it went in, whatever the pages."""

from lifecycle.dataset.fingerprints import (
    LINE_BITS,
    LINES_PER_PAGE,
    PARTITION_SHIFT,
    PARTITIONS,
    Fingerprints,
    FingerprintWriter,
)

BYTES_PER_RECORD = 14


def entry(answer: int, line: int) -> int:
    return answer >> LINE_BITS << LINE_BITS | line


def remembered(found: Fingerprints) -> list[tuple[int, int]]:
    return [pair for number in range(PARTITIONS) for pair in found.partition(number)]


def written(*blocks: tuple[list[int], list[int]]) -> Fingerprints:
    """Each block as (prompts, lines); the answer is the prompt's complement."""
    found = Fingerprints()
    writer = FingerprintWriter(found)
    for prompts, lines in blocks:
        writer.add(prompts, [~prompt & (1 << 64) - 1 for prompt in prompts], lines)
    writer.close()
    return found


def test_prompts_are_partitioned_and_stay_in_order_within() -> None:
    high = 200 << PARTITION_SHIFT
    found = written(([high | 7, 5], [1, 2]), ([high | 7], [4]))
    assert list(found.partition(0)) == [(5, entry(~5 & (1 << 64) - 1, 2))]
    answer = ~(high | 7) & (1 << 64) - 1
    assert list(found.partition(200)) == [
        (high | 7, entry(answer, 1)),
        (high | 7, entry(answer, 4)),
    ]


def test_lines_far_apart_are_told_apart() -> None:
    lines = [1, LINES_PER_PAGE, LINES_PER_PAGE + 1, 10**8, 4 * 10**9]
    found = written(*(([5], [line]) for line in lines))
    assert [kept & (1 << LINE_BITS) - 1 for _, kept in remembered(found)] == lines


def test_lines_far_apart_in_one_block_are_told_apart() -> None:
    lines = [1, 2, LINES_PER_PAGE, 2 * LINES_PER_PAGE, 2 * LINES_PER_PAGE + 1]
    found = written(([5] * len(lines), lines))
    assert [kept & (1 << LINE_BITS) - 1 for _, kept in remembered(found)] == lines


def test_a_part_that_follows_is_moved_down() -> None:
    whole, later = written(([5, 6], [1, 2])), written(([7], [1]))
    whole.merge(later, 10)
    assert remembered(whole) == remembered(written(([5, 6], [1, 2]), ([7], [11])))


def test_nothing_takes_no_page() -> None:
    assert written(([], [])).pages == []


def test_a_record_takes_fourteen_bytes() -> None:
    prompts = [number * 0x9E3779B97F4A7C15 & (1 << 64) - 1 for number in range(LINES_PER_PAGE)]
    (page,) = written((prompts, list(range(1, LINES_PER_PAGE + 1)))).pages
    columns = (page.prompts, page.answers, page.lines)
    taken = sum(len(column) * column.itemsize for column in columns)
    assert taken == BYTES_PER_RECORD * LINES_PER_PAGE
