"""The `tailor` command: what an ML engineer does with a deployed stage, and the demo."""
