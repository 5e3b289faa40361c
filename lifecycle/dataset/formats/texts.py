"""Problems of texts and addresses that all formats share."""

import re
from collections.abc import Iterator

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.problem import Problem

_S3_ADDRESS = re.compile(r"s3://[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]/[\w\-/.]+", re.ASCII)
_RELATIVE_PATH = re.compile(r"[\w\-.][\w\-/.]*", re.ASCII)


def is_blank(text: str) -> bool:
    """Only a text that starts with a character up to the space can be blank: most stop here."""
    return text < "!" and not text.strip()


def empty_text(path: str, source: str) -> Problem:
    return Problem(
        code="empty-text",
        path=path,
        message="the text is empty",
        fix="write a text, or leave the record out",
        source=source,
    )


def is_s3_address(address: str) -> bool:
    return _S3_ADDRESS.fullmatch(address) is not None


def address_problems(path: str, address: str, source: str) -> Iterator[Problem]:
    if is_s3_address(address):
        return
    relative = _RELATIVE_PATH.fullmatch(address) is not None
    yield Problem(
        code="media-path" if relative else "media-address",
        path=path,
        message="the address is a path beside the dataset; the service reads S3"
        if relative
        else "the address is no S3 URI of letters, digits and _ - / .",
        fix="nothing: the prepared set names a copy in S3"
        if relative
        else "write s3://BUCKET/KEY, with the bucket of the dataset",
        source=source,
        severity=Severity.HINT if relative else Severity.ERROR,
        found=address,
    )
