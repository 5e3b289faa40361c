"""A small language model that really learns: its losses and answers follow from the data."""

import os

# Before numpy is imported: these matrices are small, and on a busy machine several BLAS threads
# wait for each other longer than one of them computes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
