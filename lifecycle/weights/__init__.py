"""Weights that were trained elsewhere: what is asked for, and what is checked before the import."""
