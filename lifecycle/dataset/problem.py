"""What is wrong with a record or a file, before it is known where it stands."""

from msgspec import Struct

from lifecycle.dataset.findings import Finding, Severity

FOUND_MAX_LENGTH = 40


class Problem(Struct, frozen=True, kw_only=True, gc=False):
    """`path` is the place in the record; `found` quotes it, for reports alone."""

    code: str
    message: str
    fix: str
    source: str
    path: str = ""
    severity: Severity = Severity.ERROR
    found: str = ""

    def at(self, file: str, line: int) -> Finding:
        return Finding(
            code=self.code,
            severity=self.severity,
            file=file,
            line=line,
            path=self.path,
            message=self.message,
            fix=self.fix,
            source=self.source,
            found=self.found[:FOUND_MAX_LENGTH],
        )
