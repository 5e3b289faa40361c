"""Compares what a template says with what its deployed stack holds, read through the AWS API.

Only properties that the template sets are compared, as CloudFormation's own drift detection
does; a property that cannot be read back is a difference too, so that nothing passes unseen.
"""

from local.deployed_state.differences import Difference, differences
from local.deployed_state.unsupported import Unsupported, unexplained, unsupported, unused

__all__ = ["Difference", "Unsupported", "differences", "unexplained", "unsupported", "unused"]
