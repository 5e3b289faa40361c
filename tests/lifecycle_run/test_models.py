"""The catalogue against what the local account offers: two readings of the same facts."""

from deployed import Deployed

from cli.offered_models import drifts
from lifecycle.catalog import load_catalog
from lifecycle.catalog.offers import Drift


def test_they_differ_only_on_the_model_that_this_account_still_offers(deployed: Deployed) -> None:
    bedrock = deployed.account.client("bedrock")
    assert drifts(load_catalog(), bedrock, bedrock.meta.region_name) == [
        Drift("lifecycle", "amazon.titan-text-express-v1:0:8k", "ended", "ACTIVE")
    ]
