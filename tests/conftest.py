"""How property tests run: the same examples every time, and no stop-watch on shared machines."""

from hypothesis import settings

settings.register_profile("tailor", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("tailor")
