"""Tells somebody something once: a document in the output bucket says that they have been told."""

from lambdas import aws
from lambdas.run_store import create_document
from lifecycle.announcement import Announcement


def announce_once(
    announcement: Announcement, topic_arn: str, *, bucket: str, key: str, document: object
) -> bool:
    """False where `key` says that somebody has been told before."""
    if not create_document(bucket, key, document):
        return False
    try:
        aws.sns().publish(
            TopicArn=topic_arn, Subject=announcement.subject, Message=announcement.message
        )
    except Exception:
        # Nobody was told, so the retry that follows must be free to tell.
        aws.s3().delete_object(Bucket=bucket, Key=key)
        raise
    return True
