"""What prepare_data hands on: the files that Bedrock reads, and the media that they name."""

from msgspec import Struct

from lifecycle.distillation import LoggedPrompts, TeacherTokens
from lifecycle.run.landed import ObjectVersion


class PreparedFile(Struct, frozen=True):
    """`sha256` is None for a file that was too large to pass through one function: it is the
    landed version, copied as it is."""

    key: str
    records: int
    size: int
    sha256: str | None


class PinnedMedia(Struct, frozen=True):
    """An image, video or document that records name: the version that was read, and its copy in the
    output bucket.

    `sha256` is S3's own, base64; None until it is copied, or where S3 gave none.
    """

    source: ObjectVersion
    copy_key: str
    sha256: str | None = None


class PreparedMedia(Struct, frozen=True):
    """`pins_key` is a JSON array of PinnedMedia in the output bucket."""

    pins_key: str
    files: int
    size: int


class PreparedData(Struct, frozen=True):
    """The data that Bedrock reads: checked, split, in the output bucket.

    There is no training file where the job learns from invocation logs, which stay where they are.
    """

    run_id: str
    training: PreparedFile | None
    validation: PreparedFile | None
    test: PreparedFile | None
    media: PreparedMedia | None = None
    """None where no record names any."""
    teacher_tokens: TeacherTokens | None = None
    logged: LoggedPrompts | None = None
    """What was counted in the invocation logs that a distillation learns from."""

    def held_out(self) -> PreparedFile:
        """The file to ask a model from: the one that it has learned from last."""
        files = (self.test, self.validation, self.training)
        return next(file for file in files if file and file.records)
