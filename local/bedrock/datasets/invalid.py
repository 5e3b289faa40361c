"""What is wrong with a file or with one record of it."""


class DatasetInvalid(Exception):
    """Ends the job; the message is its failure message."""


class RecordInvalid(Exception):
    """Says what is wrong, not where."""
