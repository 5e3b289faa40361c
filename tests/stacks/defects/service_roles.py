"""Defects of the roles that Amazon Bedrock assumes."""

from tests.stacks.defects.change import Defect, allow, drop_in_statement, put_in_statement
from tests.stacks.rules.service_roles import role_of

_ROLE, _DATA = role_of("FineTuning"), "access/FineTuning/Data"
_IMPORT = role_of("Import")
_JOBS = "<foundation/IntakeBucket.Arn>/jobs/*"

DEFECTS = [
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
        "the role of imports is assumed for customization jobs",
        "bedrock_is_trusted_for_jobs_of_this_account_only",
        put_in_statement(
            _IMPORT,
            "bedrock",
            "Condition",
            "ArnLike",
            value={
                "aws:SourceArn": "arn:aws:bedrock:us-east-1:<AWS::AccountId>:"
                "model-customization-job/*"
            },
        ),
    ),
    Defect(
        "Bedrock reads what landed",
        "bedrock_reads_and_writes_what_a_technique_needs_only",
        allow(_DATA, Action="s3:GetObject", Resource=_JOBS),
    ),
    Defect(
        "Bedrock may overwrite prepared data",
        "bedrock_reads_and_writes_what_a_technique_needs_only",
        put_in_statement(
            _DATA, "s3:PutObject", "Resource", value="<foundation/OutputBucket.Arn>/runs/*"
        ),
    ),
    Defect(
        "an import may write where jobs land",
        "bedrock_reads_and_writes_what_a_technique_needs_only",
        allow("access/Import/Data", Action="s3:PutObject", Resource=_JOBS),
    ),
    Defect(
        "Bedrock reads a bucket of the same name in another account",
        "bedrock_reads_buckets_of_this_account_only",
        drop_in_statement(_DATA, "s3:GetObject", "Condition"),
    ),
    Defect(
        "fine-tuning may invoke models",
        "service_roles_do_nothing_beyond_their_jobs",
        allow(_DATA, Action="bedrock:InvokeModel", Resource="arn:aws:bedrock:us-east-1::x"),
    ),
    Defect(
        "a grader reads prepared data",
        "graders_reach_nothing_but_their_logs",
        allow("graders/ExactAnswer/Permissions", Action="s3:GetObject", Resource=_JOBS),
    ),
]
