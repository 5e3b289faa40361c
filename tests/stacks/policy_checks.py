"""Synthesizes with the policy checks on, in a process of its own, and reads their report."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.stacks.synthesis import ROOT, command_line_context

PACKS = {"AwsSolutions", "NIST.800.53.R5", "Serverless"}


@dataclass(frozen=True)
class Checked:
    directory: Path
    exit_code: int
    errors: str

    def packs(self) -> set[str]:
        return {report["pluginName"] for report in self._reports()}

    def violations(self) -> list[str]:
        """`construct path | finding`."""
        return sorted(
            f"{construct['constructPath']} | {violation['ruleName']}"
            for report in self._reports()
            for violation in report["violations"]
            for construct in violation["violatingConstructs"]
        )

    def suppressed(self) -> list[dict[str, Any]]:
        return [entry for report in self._reports() for entry in report["suppressedViolations"]]

    def acknowledgements(self) -> Iterator[tuple[str, str]]:
        """The construct path and the id of each that the code makes, whether or not it is used."""
        for path in self.directory.glob("*.metadata.json"):
            for construct, entries in json.loads(path.read_text("utf-8")).items():
                for entry in entries:
                    if entry["type"] == "aws:cdk:acknowledged-rules":
                        yield from ((construct.strip("/"), id) for id in entry["data"])

    def _reports(self) -> list[dict[str, Any]]:
        report = json.loads((self.directory / "validation-report.json").read_text("utf-8"))
        plugins: list[dict[str, Any]] = report["pluginReports"]
        return plugins


def check(directory: Path, *program: str) -> Checked:
    """Without credentials, without docker or anything else on the path, without the network."""
    nowhere = "http://127.0.0.1:9"
    ended = subprocess.run(  # noqa: S603 - this interpreter, our own code
        [sys.executable, *program],
        cwd=ROOT,
        env={
            "PATH": "",
            "HTTP_PROXY": nowhere,
            "HTTPS_PROXY": nowhere,
            "JSII_NODE": os.environ["JSII_NODE"],
            "CDK_OUTDIR": str(directory),
            "CDK_CONTEXT_JSON": json.dumps(command_line_context()),
        },
        capture_output=True,
        text=True,
    )
    return Checked(directory, ended.returncode, ended.stderr)


def line(suppressed: dict[str, Any]) -> str:
    """One line of the golden file, without the hashes that the CDK adds."""
    (construct,) = suppressed["violatingConstructs"]
    return _plain(
        f"{construct['constructPath'].removesuffix('/Resource')} | {suppressed['ruleName']}"
    )


def _plain(text: str) -> str:
    imported = r"tailor-dev-(\w+):ExportsOutputFnGetAtt(\w+?)[0-9A-F]{8}(Arn)[0-9A-F]{8}"
    text = re.sub(imported, r"<\1/\2.\3>", text)
    text = text.replace("tailor-dev-", "")
    return re.sub(r"(?<=[a-z])[0-9A-F]{8}(?=$|[ ./>])", "", text)
