"""One module per command: read the arguments, do the work elsewhere, say what came out."""
