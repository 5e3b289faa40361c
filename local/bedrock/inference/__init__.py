"""Inference: what serves an identifier, and the request bodies by which it is asked."""
