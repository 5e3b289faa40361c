"""Defects of roles: who may become one, and what it may do."""

from tests.stacks.defects.change import (
    Defect,
    allow,
    drop,
    drop_in_statement,
    put,
    put_in_statement,
)

_ROLE, _DATA = "access/CustomizationRole", "access/CustomizationData"
_START = "lifecycle/StartCustomization/Permissions"
_STEPS = "lifecycle/PrepareData/Permissions"
_JOBS = "<foundation/IntakeBucket.Arn>/jobs/*"

DEFECTS = [
    Defect(
        "any account's root may become the customization role",
        "roles_trust_known_services_only",
        put_in_statement(
            _ROLE, "bedrock", "Principal", value={"AWS": "arn:aws:iam::111122223333:root"}
        ),
    ),
    Defect(
        "a web identity may become a role",
        "roles_trust_known_services_only",
        allow(_ROLE, Action="sts:AssumeRoleWithWebIdentity", Principal={"Federated": "github"}),
    ),
    Defect(
        "Bedrock may be deputy for any job",
        "bedrock_is_trusted_for_jobs_of_this_account_only",
        drop_in_statement(_ROLE, "bedrock", "Condition", "ArnLike"),
    ),
    Defect(
        "Bedrock may be deputy for any account",
        "bedrock_is_trusted_for_jobs_of_this_account_only",
        put_in_statement(
            _ROLE, "bedrock", "Condition", "StringEquals", value={"aws:SourceAccount": "*"}
        ),
    ),
    Defect(
        "Bedrock may be deputy for every kind of resource",
        "bedrock_is_trusted_for_jobs_of_this_account_only",
        put_in_statement(
            _ROLE, "bedrock", "Condition", "ArnLike", value={"aws:SourceArn": "arn:aws:bedrock:*"}
        ),
    ),
    Defect(
        "Step Functions may be deputy for any account",
        "step_functions_is_trusted_for_this_account_only",
        drop_in_statement("lifecycle/Machine/Role", "states", "Condition"),
    ),
    Defect(
        "a step may do everything with its buckets",
        "no_action_is_a_wildcard",
        put_in_statement(_STEPS, "s3:PutObject", "Action", value="s3:*"),
    ),
    Defect(
        "a step may do everything but one thing",
        "no_action_is_a_wildcard",
        allow(_STEPS, NotAction="iam:PassRole", Resource="<foundation/OutputBucket.Arn>"),
    ),
    Defect(
        "a step writes to every bucket",
        "statements_on_every_resource_stand_apart",
        put_in_statement(_STEPS, "s3:PutObject", "Resource", value="*"),
    ),
    Defect(
        "the tracing policy also reads parameters",
        "statements_on_every_resource_stand_apart",
        allow("lifecycle/Tracing", Action="ssm:GetParameter", Resource="arn:aws:ssm:::p/tailor"),
    ),
    Defect(
        "any role is passed to Bedrock",
        "one_role_is_passed_and_to_bedrock_only",
        put_in_statement(_START, "iam:PassRole", "Resource", value="*"),
    ),
    Defect(
        "the customization role is passed to any service",
        "one_role_is_passed_and_to_bedrock_only",
        drop_in_statement(_START, "iam:PassRole", "Condition"),
    ),
    Defect(
        "a step deletes versions of objects",
        "nobody_may_destroy_what_an_auditor_reads",
        allow(_STEPS, Action="s3:DeleteObjectVersion", Resource=_JOBS),
    ),
    Defect(
        "a step schedules the deletion of a key",
        "nobody_may_destroy_what_an_auditor_reads",
        allow(_STEPS, Action="kms:ScheduleKeyDeletion", Resource="<foundation/DataKey.Arn>"),
    ),
    Defect(
        "a step turns the retention of logs off",
        "nobody_may_destroy_what_an_auditor_reads",
        allow(_STEPS, Action="logs:DeleteLogGroup", Resource="<lifecycle/Intake/Logs.Arn>"),
    ),
    Defect(
        "a step writes where jobs land",
        "nobody_writes_where_jobs_land",
        put_in_statement(_STEPS, "s3:PutObject", "Resource", value=_JOBS),
    ),
    Defect(
        "a step writes to the whole intake bucket",
        "nobody_writes_where_jobs_land",
        put_in_statement(
            _STEPS, "s3:PutObject", "Resource", value="<foundation/IntakeBucket.Arn>/*"
        ),
    ),
    Defect(
        "Bedrock reads what landed",
        "bedrock_reads_prepared_data_and_writes_job_output_only",
        allow(_DATA, Action="s3:GetObject", Resource=_JOBS),
    ),
    Defect(
        "Bedrock may overwrite prepared data",
        "bedrock_reads_prepared_data_and_writes_job_output_only",
        put_in_statement(
            _DATA, "s3:PutObject", "Resource", value="<foundation/OutputBucket.Arn>/runs/*"
        ),
    ),
    Defect(
        "Bedrock reads a bucket of the same name in another account",
        "bedrock_reads_buckets_of_this_account_only",
        drop_in_statement(_DATA, "s3:GetObject", "Condition"),
    ),
    Defect(
        "a condition's key is misspelt",
        "conditions_ask_for_keys_that_exist",
        put_in_statement(
            _START, "iam:PassRole", "Condition", value={"StringEquals": {"iam:PassedService": "x"}}
        ),
    ),
    Defect(
        "a function may precede a right of its role",
        "roles_hold_their_rights_before_they_are_used",
        put("lifecycle/Intake/Permissions", "Roles", value=["<lifecycle/AcceptRequest/Role>"]),
    ),
    Defect(
        "a role has no rights at all",
        "roles_hold_their_rights_before_they_are_used",
        drop("lifecycle/Machine/Role", "ManagedPolicyArns"),
    ),
]
