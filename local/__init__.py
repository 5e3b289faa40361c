"""An AWS account on one machine: reached over its endpoint, a stand-in and never a proof."""
