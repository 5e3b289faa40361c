"""Model customization jobs, from the checks before acceptance to the finished model."""
