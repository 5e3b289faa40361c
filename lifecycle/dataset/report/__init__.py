"""The preflight as a page for people: preflight.html."""

from lifecycle.dataset.report.page import report

__all__ = ["report"]
