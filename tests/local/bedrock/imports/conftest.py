import pytest

from tests.local.bedrock.conftest import IMPORT_ROLE
from tests.local.bedrock.imports.weights import folder
from tests.local.bedrock.samples import eventually


class Imports:
    """Import jobs of one emulated service."""

    def __init__(self, bedrock):
        self.bedrock, self.control = bedrock, bedrock.control

    def put(self, files, at="weights/llama"):
        self.bedrock.s3.objects |= {f"{at}/{name}": content for name, content in files.items()}
        return f"s3://{at}/"

    def start(self, name="llama", files=None, **request):
        uri = self.put(folder() if files is None else files, at=f"weights/{name}")
        complete = {
            "jobName": name,
            "importedModelName": f"{name}-model",
            "roleArn": IMPORT_ROLE,
            "modelDataSource": {"s3DataSource": {"s3Uri": uri}},
            **request,
        }
        return self.control.create_model_import_job(**complete)["jobArn"]

    def finished(self, job):
        def has_ended():
            shown = self.control.get_model_import_job(jobIdentifier=job)
            return shown if shown["status"] != "InProgress" else None

        return eventually(has_ended)

    def failure(self, files, **request):
        """Why the import of these files failed."""
        ended = self.finished(self.start(files=files, **request))
        assert ended["status"] == "Failed"
        return ended["failureMessage"]

    def model(self, name="llama", files=None, **request):
        """The ARN of an imported model."""
        return self.finished(self.start(name, files, **request))["importedModelArn"]

    def shown(self, identifier):
        return self.control.get_imported_model(modelIdentifier=identifier)


@pytest.fixture
def imports(bedrock):
    return Imports(bedrock)
