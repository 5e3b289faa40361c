"""Inference profiles of the system: one id for a model that several regions serve."""

from typing import Any

from local.bedrock.account import Account
from local.bedrock.errors import ResourceNotFoundException
from local.bedrock.foundation_models import InferenceProfile
from local.bedrock.rest_json.requests import Request


class InferenceProfiles:
    def __init__(self, account: Account) -> None:
        self._account = account

    def get_inference_profile(self, request: Request) -> dict[str, Any]:
        identifier = request["inferenceProfileIdentifier"]
        profile = self._account.foundation_models.find_profile(identifier)
        if profile is None:
            raise ResourceNotFoundException(f"Could not find inference profile {identifier}.")
        return self._description(profile)

    def list_inference_profiles(self, request: Request) -> dict[str, Any]:
        """All on one page; an account has no application profiles here."""
        wanted = request.get("typeEquals", "SYSTEM_DEFINED") == "SYSTEM_DEFINED"
        profiles = self._account.foundation_models.profiles() if wanted else []
        return {"inferenceProfileSummaries": [self._description(each) for each in profiles]}

    def _description(self, profile: InferenceProfile) -> dict[str, Any]:
        name = profile.inference_profile_id.replace(".", " ").replace(":", "-")
        return {
            "inferenceProfileName": name,
            "inferenceProfileArn": profile.arn(self._account.region, self._account.id),
            "inferenceProfileId": profile.inference_profile_id,
            "models": [{"modelArn": arn} for arn in profile.model_arns()],
            "status": "ACTIVE",
            "type": "SYSTEM_DEFINED",
        }
