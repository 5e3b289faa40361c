"""Custom model deployments: a custom model served on demand, under an ARN that outlives it."""

from typing import Any

from local.bedrock.account import Account, now
from local.bedrock.errors import (
    ConflictException,
    ServiceQuotaExceededException,
    ValidationException,
)
from local.bedrock.faults import DeploymentOutcome
from local.bedrock.listing import page
from local.bedrock.records import CustomModel, Deployment
from local.bedrock.rest_json.requests import Request
from local.bedrock.tags import Tags


class Deployments:
    def __init__(self, account: Account, tags: Tags) -> None:
        self._account, self._tags = account, tags

    def create_custom_model_deployment(self, request: Request) -> dict[str, Any]:
        with self._account.lock:
            token = request.get("clientRequestToken")
            deployment = self._account.deployments.made_with(token) or self._create(request)
        return {"customModelDeploymentArn": deployment.arn}

    def get_custom_model_deployment(self, request: Request) -> dict[str, Any]:
        return self._identified(request).description()

    def list_custom_model_deployments(self, request: Request) -> dict[str, Any]:
        wanted = [
            each
            for each in self._account.deployments
            if request.get("modelArnEquals", each.model_arn) == each.model_arn
        ]
        return page(wanted, request, "modelDeploymentSummaries")

    def update_custom_model_deployment(self, request: Request) -> dict[str, Any]:
        """The same ARN will serve another custom model of the same foundation model."""
        with self._account.lock:
            deployment = self._identified(request)
            self._assert_can_become(deployment, self._model(request))
            update = {"modelArn": request["modelArn"], "updateStatus": "Updating"}
            self._change(deployment, update=update, failure_message=None)
        self._settle_later(deployment.arn)
        return {"customModelDeploymentArn": deployment.arn}

    def delete_custom_model_deployment(self, request: Request) -> dict[str, Any]:
        with self._account.lock:
            deployment = self._identified(request)
            if deployment.is_updating:
                raise ConflictException(f"Deployment {deployment.name} is being updated.")
            self._account.deployments.remove(deployment.arn)
        return {}

    def _create(self, request: Request) -> Deployment:
        self._assert_deployable(self._model(request))
        self._assert_name_is_free(request["modelDeploymentName"])
        self._assert_within_quotas()
        deployment = Deployment(
            arn=self._account.new_arn("custom-model-deployment"),
            name=request["modelDeploymentName"],
            status="Creating",
            creation_time=now(),
            client_request_token=request.get("clientRequestToken"),
            model_arn=request["modelArn"],
            text=request.get("description"),
        )
        self._tags.put(deployment.arn, request.get("tags", []))
        self._account.deployments.add(deployment)
        self._settle_later(deployment.arn)
        return deployment

    def _settle_later(self, arn: str) -> None:
        self._account.after(self._account.settings.deployment_seconds, self._settle, arn)

    def _settle(self, arn: str) -> None:
        with self._account.lock:
            deployment = self._account.deployments.find(arn)
            if deployment is None:
                return
            fault = self._account.faults.deployment_outcome(deployment.name)
            if fault and fault.outcome == "stuck":
                self._settle_later(arn)
            elif deployment.is_updating:
                self._change(deployment, **_updated(deployment, fault))
            elif fault:
                self._change(deployment, status="Failed", failure_message=fault.message)
            else:
                self._change(deployment, status="Active")

    def _change(self, deployment: Deployment, **changes: Any) -> None:
        self._account.deployments.change(deployment.arn, last_updated_time=now(), **changes)

    def _identified(self, request: Request) -> Deployment:
        return self._account.deployments.get(request["customModelDeploymentIdentifier"])

    def _model(self, request: Request) -> CustomModel:
        return self._account.active_custom_model(request["modelArn"])

    def _assert_deployable(self, model: CustomModel) -> None:
        if self._account.region not in model.foundation_model.deployment_regions:
            raise ValidationException(
                f"Custom models of {model.foundation_model.model_id} can't be deployed on "
                f"demand in {self._account.region}."
            )

    def _assert_name_is_free(self, name: str) -> None:
        # The service's model knows no ConflictException for this operation.
        if self._account.deployments.count(lambda each: each.name == name):
            raise ValidationException(f"A deployment with the name {name} already exists.")

    def _assert_within_quotas(self) -> None:
        settings = self._account.settings
        in_progress = self._account.deployments.count(lambda each: each.status == "Creating")
        if in_progress >= settings.custom_model_deployments_in_progress:
            raise ServiceQuotaExceededException(
                f"You have reached the maximum number of deployments in progress ({in_progress})."
            )
        existing = self._account.deployments.count(lambda _: True)
        if existing >= settings.custom_model_deployments:
            raise ServiceQuotaExceededException(
                f"You have reached the maximum number of custom model deployments ({existing})."
            )

    def _assert_can_become(self, deployment: Deployment, model: CustomModel) -> None:
        if deployment.status != "Active" or deployment.is_updating:
            raise ValidationException(f"Deployment {deployment.name} can't be updated now.")
        # Not documented; the stricter reading, as for provisioned throughput.
        served = self._account.custom_models.get(deployment.model_arn)
        if served.foundation_model != model.foundation_model:
            raise ValidationException("The new model must have the same foundation model.")


def _updated(deployment: Deployment, fault: DeploymentOutcome | None) -> dict[str, Any]:
    model_arn = deployment.update["modelArn"]
    if fault:
        update = {"modelArn": model_arn, "updateStatus": "UpdateFailed"}
        return {"update": update, "failure_message": fault.message}
    update = {"modelArn": model_arn, "updateStatus": "UpdateCompleted"}
    return {"update": update, "model_arn": model_arn}
