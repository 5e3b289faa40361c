"""What the steps may do that put a model to service and ask it."""

from lifecycle import documents
from stacks.key_policies import customize_with_model_key, invoke_with_model_key
from stacks.permissions.resources import Resources
from stacks.permissions.statements import Permissions, allow


def start_provisioning(resources: Resources) -> Permissions:
    return Permissions(
        (
            *resources.read_runs,
            allow(
                "bedrock:CreateCustomModelDeployment",
                "bedrock:CreateProvisionedModelThroughput",
                on=resources.models,
            ),
            allow("bedrock:GetCustomModelDeployment", on=resources.deployments),
            allow("bedrock:GetProvisionedModelThroughput", on=resources.throughputs),
            allow("bedrock:GetImportedModel", on=resources.imported_models),
            allow("bedrock:TagResource", on=(resources.deployments, resources.throughputs)),
            customize_with_model_key(resources.foundation.model_key),
        )
    )


def verify_deployment(resources: Resources) -> Permissions:
    return Permissions(
        (
            *resources.read_landed,
            *resources.read_runs,
            resources.write(documents.verification("*")),
            allow("bedrock:GetCustomModelDeployment", on=resources.deployments),
            allow("bedrock:GetProvisionedModelThroughput", on=resources.throughputs),
            allow("bedrock:GetImportedModel", on=resources.imported_models),
            allow(
                "bedrock:InvokeModel",
                on=(resources.deployments, resources.throughputs, resources.imported_models),
            ),
            invoke_with_model_key(resources.foundation.model_key),
        )
    )
