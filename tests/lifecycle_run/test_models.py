"""The catalogue against what the local account offers: two readings of the same facts."""

from deployed import Deployed

from cli.offered_models import drifts
from lifecycle.catalog import load_catalog


def test_the_catalogue_and_the_local_account_agree(deployed: Deployed) -> None:
    bedrock = deployed.account.client("bedrock")
    assert drifts(load_catalog(), bedrock, bedrock.meta.region_name) == []
