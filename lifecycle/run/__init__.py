"""What the steps of a run hand to one another, phase by phase: small inputs and results in the
state, whole documents in the output bucket. The machine and the handlers share these types."""
