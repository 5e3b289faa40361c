"""Defects of what holds data."""

from tests.stacks.defects.change import (
    Defect,
    drop,
    drop_statement,
    put,
    put_in_statement,
    unprotect,
)

_INTAKE, _TABLE, _QUEUE = (
    "foundation/IntakeBucket",
    "foundation/WaitsTable",
    "lifecycle/DeadLetters",
)

DEFECTS = [
    Defect(
        "a bucket takes plain HTTP",
        "buckets_refuse_plain_http",
        drop_statement(f"{_INTAKE}/Policy", "aws:SecureTransport"),
    ),
    Defect(
        "plain HTTP is denied for the bucket but not for its objects",
        "buckets_refuse_plain_http",
        put_in_statement(
            f"{_INTAKE}/Policy", "aws:SecureTransport", "Resource", value=f"<{_INTAKE}.Arn>"
        ),
    ),
    Defect(
        "a bucket takes TLS 1.1",
        "buckets_refuse_tls_before_1_2",
        put_in_statement(
            f"{_INTAKE}/Policy",
            "s3:TlsVersion",
            "Condition",
            value={"NumericLessThan": {"s3:TlsVersion": 1.1}},
        ),
    ),
    Defect(
        "a queue takes plain HTTP",
        "queues_and_topics_refuse_plain_http",
        drop_statement(f"{_QUEUE}/Policy", "aws:SecureTransport"),
    ),
    Defect(
        "a topic takes plain HTTP",
        "queues_and_topics_refuse_plain_http",
        drop_statement("monitoring/AlarmTopic/Policy", "aws:SecureTransport"),
    ),
    Defect(
        "a bucket may get a public policy",
        "buckets_block_public_access",
        put(_INTAKE, "PublicAccessBlockConfiguration", "BlockPublicPolicy", value=False),
    ),
    Defect(
        "a bucket forgets overwritten objects",
        "buckets_keep_every_version",
        drop(_INTAKE, "VersioningConfiguration"),
    ),
    Defect(
        "the table cannot be restored",
        "tables_can_be_restored_to_any_second",
        drop(_TABLE, "PointInTimeRecoverySpecification"),
    ),
    Defect(
        "the output bucket goes with its stack",
        "what_holds_state_outlives_its_stack",
        unprotect("foundation/OutputBucket"),
    ),
    Defect(
        "a key goes with its stack",
        "what_holds_state_outlives_its_stack",
        unprotect("foundation/DataKey"),
    ),
    Defect(
        "a retained bucket has a fixed name",
        "what_is_retained_lets_the_stack_be_deployed_again",
        put(_INTAKE, "BucketName", value="tailor-intake"),
    ),
    Defect(
        "a bucket is encrypted with Amazon's key",
        "what_is_stored_is_encrypted_with_a_customer_key",
        put(_INTAKE, "BucketEncryption", value={}),
    ),
    Defect(
        "the table is encrypted with Amazon's key",
        "what_is_stored_is_encrypted_with_a_customer_key",
        drop(_TABLE, "SSESpecification"),
    ),
    Defect(
        "the state of executions is encrypted with Amazon's key",
        "what_is_stored_is_encrypted_with_a_customer_key",
        drop("lifecycle/Machine/StateMachine", "EncryptionConfiguration"),
    ),
    Defect(
        "a function's variables are encrypted with Amazon's key",
        "what_is_stored_is_encrypted_with_a_customer_key",
        drop("lifecycle/Intake/Function", "KmsKeyArn"),
    ),
    Defect(
        "a log group is encrypted with Amazon's key",
        "what_is_stored_is_encrypted_with_a_customer_key",
        drop("lifecycle/Intake/Logs", "KmsKeyId"),
    ),
    Defect(
        "a key is never rotated",
        "keys_rotate",
        put("foundation/ModelKey", "EnableKeyRotation", value=False),
    ),
    Defect(
        "the key admits log groups by an ARN that none has",
        "log_groups_are_reached_by_their_key",
        put_in_statement(
            "foundation/DataKey",
            "aws:logs:arn",
            "Condition",
            "ArnLike",
            "kms:EncryptionContext:aws:logs:arn",
            value="arn:aws:logs:us-east-1:<AWS::AccountId>:log-group/*",
        ),
    ),
]
