"""How much of a large file is read closely: a share that its size alone decides.

A record is in the sample or not by its own hash, so that neither the order of the records nor the
number of workers changes what is found.
"""

INSPECTED_WHOLE_MAX = 64 * 1024 * 1024  # every set that the service takes for fine-tuning by text
INSPECTED_BYTES = 4 * 1024 * 1024
LANGUAGES_WHOLE_MAX = 4 * 1024 * 1024
LANGUAGES_BYTES = 1024 * 1024


def inspected_one_in(file_bytes: int) -> int:
    """A power of two: records whose hash it divides are read closely."""
    return _one_in(file_bytes, INSPECTED_WHOLE_MAX, INSPECTED_BYTES)


def languages_one_in(file_bytes: int) -> int:
    """Likewise, for guessing the language. A multiple of `inspected_one_in`."""
    return max(
        inspected_one_in(file_bytes), _one_in(file_bytes, LANGUAGES_WHOLE_MAX, LANGUAGES_BYTES)
    )


def _one_in(file_bytes: int, whole_max: int, wanted: int) -> int:
    if file_bytes <= whole_max:
        return 1
    return 1 << (file_bytes // wanted).bit_length() - 1
