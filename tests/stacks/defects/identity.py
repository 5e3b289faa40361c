"""Defects of roles: who may become one, and what it may do."""

from tests.stacks.defects.change import (
    Defect,
    allow,
    drop,
    drop_in_statement,
    put,
    put_in_statement,
)
from tests.stacks.rules.service_roles import role_of

_ROLE = role_of("FineTuning")
_START = "lifecycle/StartCustomization/Permissions"
_STEPS = "lifecycle/PrepareData/Permissions"
_JOBS = "<foundation/IntakeBucket.Arn>/jobs/*"

DEFECTS = [
    Defect(
        "any account's root may become a service role",
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
        "roles_of_techniques_are_passed_and_to_bedrock_only",
        put_in_statement(_START, "iam:PassRole", "Resource", value="*"),
    ),
    Defect(
        "a service role is passed to any service",
        "roles_of_techniques_are_passed_and_to_bedrock_only",
        drop_in_statement(_START, "iam:PassRole", "Condition"),
    ),
    Defect(
        "a step deletes versions of objects",
        "nobody_may_destroy_what_an_auditor_reads",
        allow(_STEPS, Action="s3:DeleteObjectVersion", Resource=_JOBS),
    ),
    Defect(
        "a step deletes models that no run has made",
        "nobody_may_destroy_what_an_auditor_reads",
        drop_in_statement(
            "lifecycle/ChooseModel/Permissions", "bedrock:DeleteCustomModel", "Condition"
        ),
    ),
    Defect(
        "another step deletes models",
        "nobody_may_destroy_what_an_auditor_reads",
        allow(
            _STEPS,
            Action="bedrock:DeleteCustomModel",
            Resource="*",
            Condition={"StringLike": {"aws:ResourceTag/tailor:run-id": "*"}},
        ),
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
