"""THE state machine, read top to bottom like the lifecycle table of the README.

Slow things (a job, a deployment) wait on a task token that settle_waits returns; nothing polls in
here, so the number of transitions does not depend on how long training takes. Every failing state
releases what is billed, records why, and fails with the original error.
"""

from collections.abc import Mapping

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from lifecycle.waits import Target
from settings import Settings
from stacks.range_scan import scan_ranges
from stacks.workflow_states import WorkflowStates

VARIABLES = (
    "technique",
    "trials",
    "larger_than_one_function",
    "deployment_mode",
    "serves_itself",
)
STARTED_TARGET = "{% $states.input.target %}"
# What abandon_trial returns has an error; what collect_metrics returns has none.
ABANDONED = "{% [$states.result[$exists(error)]] %}"
FIRST_ABANDONED = {
    "Error": "{% $abandoned[0].error %}",
    "Cause": (
        "{% ($count($abandoned) > 1 ? 'All ' & $count($abandoned) & ' trials failed. The first: '"
        " : '') & $abandoned[0].reason %}"
    ),
}


class LifecycleWorkflow(Construct):
    """The chain of states over the step functions, by their file's name."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        functions: Mapping[str, lambda_.IFunction],
        documents: s3.IBucket,
        settings: Settings,
    ) -> None:
        """`documents` is the bucket where the steps leave what they made."""
        super().__init__(scope, id)
        self._documents = documents
        self._functions = functions
        self._settings = settings
        self._states = WorkflowStates(self, functions, settings)
        self.chain = self._lifecycle()

    def _lifecycle(self) -> sfn.Chain:
        states = self._states
        serve_and_publish = self._serve_and_publish()
        from_model_on = sfn.Chain.start(states.step("Choose model")).next(serve_and_publish)
        from_data_on = (
            sfn.Chain.start(states.step("Prepare data"))
            .next(self._each_trial("Customize", self._customization()))
            .next(self._unless_every_trial_failed(from_model_on))
        )
        from_import_on = self._import().next(serve_and_publish)
        return sfn.Chain.start(states.first_step("Accept request", VARIABLES)).next(
            self._import_or_customize(from_import_on, self._scan_if_large(from_data_on))
        )

    def _import_or_customize(self, imported: sfn.Chain, customized: sfn.Choice) -> sfn.Choice:
        """A model package has no files to be checked."""
        weights = sfn.Chain.start(self._states.step("Check weights")).next(imported)
        return (
            sfn.Choice.jsonata(self, "Was the model trained elsewhere?")
            .when(sfn.Condition.jsonata("{% $serves_itself %}"), weights)
            .when(sfn.Condition.jsonata("{% $technique = 'import' %}"), imported)
            .otherwise(customized)
        )

    def _import(self) -> sfn.Chain:
        states, deadline = self._states, self._settings.import_deadline
        return (
            sfn.Chain.start(states.passing_a_role(states.step("Start import")))
            .next(states.wait("Wait for import", STARTED_TARGET, deadline))
            .next(states.step("Collect import"))
        )

    def _scan_if_large(self, afterwards: sfn.Chain) -> sfn.Choice:
        states, ranges = self._states, self._states.caught(self._scan_ranges())
        # Only once all texts are read is it known which of them repeat one another.
        repeats = (
            sfn.Choice.jsonata(self, "Do texts repeat those of other ranges?")
            .when(sfn.Condition.jsonata("{% $states.input.plan_key != '' %}"), ranges)
            .otherwise(afterwards)
        )
        scan = (
            sfn.Chain.start(states.step("Plan scan"))
            .next(ranges)
            .next(states.step("Merge scans"))
            .next(repeats)
        )
        return (
            sfn.Choice.jsonata(self, "Is the dataset larger than one function?")
            .when(sfn.Condition.jsonata("{% $larger_than_one_function %}"), scan)
            .otherwise(afterwards)
        )

    def _scan_ranges(self) -> sfn.DistributedMap:
        return scan_ranges(
            self,
            functions=self._functions,
            plans=self._documents,
            concurrency=self._settings.scan_concurrency,
        )

    def _customization(self) -> sfn.Chain:
        states, deadline = self._states, self._settings.customization_deadline
        return (
            sfn.Chain.start(states.queued(states.trial_step("Start customization")))
            .next(states.trial_wait("Wait for customization", Target.CUSTOMIZATION, deadline))
            .next(states.trial_step("Collect metrics"))
        )

    def _unless_every_trial_failed(self, afterwards: sfn.Chain) -> sfn.Choice:
        """A failed trial must not waste the others: the run goes on while one of them is left."""
        return self._states.unless(
            "Did every trial fail?",
            "{% $count($abandoned) = $count($trials) %}",
            failure=FIRST_ABANDONED,
            afterwards=afterwards,
        )

    def _serve_and_publish(self) -> sfn.Choice:
        states, deadline = self._states, self._settings.deployment_deadline
        publish = sfn.Chain.start(states.step("Publish run")).next(
            sfn.Succeed(self, "Lifecycle succeeded")
        )
        verify = sfn.Chain.start(states.step("Verify deployment")).next(publish)
        provision = (
            sfn.Chain.start(states.queued(states.step("Start provisioning")))
            .next(states.wait("Wait for deployment", STARTED_TARGET, deadline))
            .next(verify)
        )
        return (
            sfn.Choice.jsonata(self, "Is the model to be served?")
            .when(sfn.Condition.jsonata("{% $serves_itself %}"), verify)
            .when(sfn.Condition.jsonata("{% $deployment_mode = 'none' %}"), publish)
            .otherwise(provision)
        )

    def _each_trial(self, title: str, customization: sfn.Chain) -> sfn.Map:
        branches = sfn.Map.jsonata(
            self,
            title,
            items=sfn.ProvideItems.jsonata("{% $trials %}"),
            item_selector={"trial": "{% $states.context.Map.Item.Value.trial %}"},
            max_concurrency=self._settings.concurrent_trials,
            assign={"abandoned": ABANDONED},
        )
        branches.item_processor(customization)
        return self._states.caught(branches)
