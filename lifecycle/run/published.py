"""What publish_run hands on: the lineage of a model."""

from msgspec import Struct

from lifecycle.invocation.family import Invocation
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.customized import ChosenModel
from lifecycle.run.imported import ImportedModel
from lifecycle.run.prepared import PreparedData


class RunRecord(Struct, frozen=True):
    """The lineage of a model: which data made it, how it learned, where it serves.

    Without `serving_arn` the model is kept and nothing serves it; the live parameter of the job
    is then left to whichever run it names.
    """

    run_id: str
    job_name: str
    request: AcceptedRequest
    data: PreparedData | None
    model: ChosenModel | None
    serving_arn: str | None
    live_parameter: str | None
    published_at: str
    imported: ImportedModel | None = None
    """In the place of `data` and `model`, where the weights were trained elsewhere."""

    @property
    def invocation(self) -> Invocation:
        return self.imported.invocation if self.imported else self.request.invocation

    @property
    def model_arn(self) -> str:
        made = self.imported or self.model
        return made.model_arn if made else ""


class PublishedRun(Struct, frozen=True):
    run_id: str
    serving_arn: str | None
    live_parameter: str | None
    record_key: str
