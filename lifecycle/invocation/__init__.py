"""Asking a model: a question from a record, in the request body that the model takes."""
