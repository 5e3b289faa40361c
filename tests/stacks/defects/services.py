"""Defects of the policies on keys, topics, buckets and functions."""

from tests.stacks.defects.change import (
    Defect,
    add_resource,
    allow,
    drop_in_statement,
    drop_statement,
    put_in_statement,
)

_START = "lifecycle/StartCustomization/Permissions"

DEFECTS = [
    Defect(
        "any account's events may use the key",
        "services_act_for_this_account_only",
        drop_in_statement("foundation/DataKey", "cloudwatch.amazonaws.com", "Condition"),
    ),
    Defect(
        "any account's alarms may publish",
        "services_act_for_this_account_only",
        put_in_statement(
            "monitoring/AlarmTopic/Policy",
            "cloudwatch",
            "Condition",
            value={"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:*:alarm:*"}},
        ),
    ),
    Defect(
        "Bedrock uses the key for anything",
        "services_act_for_this_account_only",
        drop_in_statement("foundation/ModelKey", "bedrock", "Condition"),
    ),
    Defect(
        "everybody may use a key",
        "nobody_outside_the_account_reaches_a_resource",
        allow("foundation/DataKey", Action="kms:Decrypt", Resource="*", Principal="*"),
    ),
    Defect(
        "another account reads a bucket",
        "nobody_outside_the_account_reaches_a_resource",
        allow(
            "foundation/OutputBucket/Policy",
            Action="s3:GetObject",
            Resource="<foundation/OutputBucket.Arn>/*",
            Principal={"AWS": "arn:aws:iam::111122223333:root"},
        ),
    ),
    Defect(
        "any rule of any account may invoke a function",
        "functions_are_invoked_by_one_rule_each",
        add_resource("lifecycle/Open", "AWS::Lambda::Permission", Principal="events.amazonaws.com"),
    ),
    Defect(
        "the topic's policy lets no alarm publish",
        "alarms_may_publish",
        drop_statement("monitoring/AlarmTopic/Policy", "cloudwatch"),
    ),
    Defect(
        "alarms may not use the topic's key",
        "alarms_and_events_may_use_the_key_of_what_they_reach",
        put_in_statement(
            "foundation/DataKey",
            "cloudwatch",
            "Principal",
            value={"Service": ["events.amazonaws.com"]},
        ),
    ),
    Defect(
        "the caller may not grant the model key to Bedrock",
        "the_model_key_is_used_through_bedrock_as_documented",
        put_in_statement(
            _START, "kms:CreateGrant", "Action", value=["kms:Decrypt", "kms:GenerateDataKey"]
        ),
    ),
    Defect(
        "the model key is used past Bedrock",
        "the_model_key_is_used_through_bedrock_as_documented",
        drop_in_statement(_START, "kms:CreateGrant", "Condition"),
    ),
    Defect(
        "Bedrock cannot prepare an encrypted model for serving",
        "bedrock_may_prepare_an_encrypted_model_for_serving",
        drop_statement("foundation/ModelKey", "bedrock"),
    ),
]
