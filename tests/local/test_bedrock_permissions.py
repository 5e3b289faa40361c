"""Which resource a customization job is authorised on, by how its base model is named."""

import pytest

from local.bedrock_permissions import BedrockCall, permissions_for

ACCOUNT = "arn:aws:bedrock:us-east-1:111122223333"
NOVA = "amazon.nova-micro-v1:0:128k"


@pytest.mark.parametrize(
    ("base", "resource"),
    [
        (NOVA, f"arn:aws:bedrock:us-east-1::foundation-model/{NOVA}"),
        ("harbour_texts-v2", f"{ACCOUNT}:custom-model/harbour_texts-v2"),
        (f"{ACCOUNT}:custom-model/{NOVA}/abc", f"{ACCOUNT}:custom-model/{NOVA}/abc"),
    ],
)
def test_a_job_is_authorised_on_its_base_model_foundation_or_custom(base, resource):
    body = {"baseModelIdentifier": base}
    call = BedrockCall(
        "CreateModelCustomizationJob",
        "/model-customization-jobs",
        body,
        "111122223333",
        "us-east-1",
    )
    assert resource in [permission.resource for permission in permissions_for(call)]
