"""What the steps may do that import weights."""

from lifecycle import documents
from lifecycle.request import Technique
from stacks.key_policies import customize_with_model_key
from stacks.permissions.resources import Resources
from stacks.permissions.statements import Permissions, allow


def check_weights(resources: Resources) -> Permissions:
    write = resources.write(documents.checked_weights("*"))
    return Permissions(
        (*resources.read_landed, *resources.read_runs, *resources.read_weights, write)
    )


def start_import(resources: Resources) -> Permissions:
    """Source: Bedrock user guide, import-with-create-custom-model, for the packages."""
    created = (resources.import_jobs, resources.imported_models, resources.models)
    return Permissions(
        (
            *resources.read_runs,
            allow("bedrock:TagResource", on=created),
            allow("bedrock:GetModelImportJob", on=resources.import_jobs),
            allow("bedrock:GetCustomModel", on=resources.models),
            allow(
                "sagemaker:DescribeModelPackage",
                "sagemaker:AccessModelPackageData",
                on=resources.model_packages,
            ),
            resources.pass_roles(Technique.IMPORT),
            customize_with_model_key(resources.foundation.model_key),
        ),
        account_wide=(allow("bedrock:CreateModelImportJob", "bedrock:CreateCustomModel", on="*"),),
    )


def collect_import(resources: Resources) -> Permissions:
    return Permissions(
        (
            *resources.read_runs,
            resources.write(documents.imported_model("*")),
            allow("bedrock:GetImportedModel", on=resources.imported_models),
            allow("bedrock:GetCustomModel", on=resources.models),
        )
    )
