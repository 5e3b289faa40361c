"""What is wrong with the files of a model."""


class WeightsInvalid(Exception):
    """Ends the import; the message is its failure message."""
