"""S3 objects written with aws:kms and no key: encrypted with the account's `aws/s3` key.

ministack refuses such a write. The CDK CLI makes one for every asset, once its bootstrap bucket
holds the encryption that its template asks for.
"""

from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import s3

_ENCRYPTION = "x-amz-server-side-encryption"
_KEY = "x-amz-server-side-encryption-aws-kms-key-id"


def extend() -> None:
    resolve = s3._resolve_sse_write_headers

    def resolve_with_managed_key(headers: Mapping[str, str], bucket: str) -> Any:
        if headers.get(_ENCRYPTION) == "aws:kms" and not headers.get(_KEY):
            return resolve({**headers, _KEY: _managed_key()}, bucket)
        return resolve(headers, bucket)

    s3._resolve_sse_write_headers = resolve_with_managed_key


def _managed_key() -> str:
    return f"arn:aws:kms:{get_region()}:{get_account_id()}:alias/aws/s3"
