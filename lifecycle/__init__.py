"""The domain of the lifecycle: pure rules, no AWS calls, no clock, no environment."""
