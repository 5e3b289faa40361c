"""What differs from one customization technique to the next, from the request to the report."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from local.bedrock.account import Account
from local.bedrock.customization.reports import Report
from local.bedrock.customization.role_storage import RoleStorage
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.records import CustomizationJob
from local.bedrock.rest_json.requests import Request

Step = TypeVar("Step")
Step_co = TypeVar("Step_co", covariant=True)


class Training(Protocol[Step_co]):
    """Run through steps(); `model` is the result so far."""

    @property
    def model(self) -> LanguageModel: ...

    def steps(self) -> Iterator[Step_co]: ...


@dataclass(frozen=True)
class Workplace:
    """What a job at work has at hand."""

    account: Account
    job: CustomizationJob
    storage: RoleStorage


class Permission(NamedTuple):
    action: str
    resource: str


@dataclass(frozen=True)
class Technique(Generic[Step]):
    completed: Callable[[Account, CustomizationJob], Request]
    """The request as it will be remembered, with its defaults. Raises ValidationException."""
    permissions: Callable[[Account, CustomizationJob], list[Permission]]
    """What the service role needs beside Amazon S3."""
    validated: Callable[[Workplace], Callable[[], Training[Step]]]
    """Reads and checks the data; what it returns processes them."""
    report: Callable[[Sequence[Step]], Report]


AnyTechnique = Technique[Any]
