"""Datasets: what a record is, whether a file can be trained on, and how it is split."""
