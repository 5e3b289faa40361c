"""The preflight on generated files, against what else could do its work."""
