"""A small language model that really learns: its losses and answers follow from the data."""
