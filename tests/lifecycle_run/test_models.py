"""The catalogue against what the local account offers: two readings of the same facts."""

from deployed import Deployed

from cli.offered_models import drifts
from lifecycle.catalog import load_catalog
from lifecycle.catalog.offers import Drift


def test_they_differ_only_on_the_models_that_this_account_still_offers(deployed: Deployed) -> None:
    bedrock = deployed.account.client("bedrock")
    still_offered = ("amazon.titan-text-express-v1:0:8k", "cohere.command-text-v14:7:4k")
    assert drifts(load_catalog(), bedrock, bedrock.meta.region_name) == [
        Drift("lifecycle", model, "ended", "ACTIVE") for model in still_offered
    ]
