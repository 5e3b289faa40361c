"""Model import jobs: weights that were trained elsewhere, checked, and served if they can be."""
