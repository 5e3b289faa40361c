"""The functions' code and their layer of wheels, packed without docker."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from aws_cdk import AssetHashType, IgnoreMode
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from settings import STAGES, Settings

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "lambdas" / "requirements.txt"
LAYERS = ROOT / "build" / "layers"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold


def function_code() -> lambda_.Code:
    """`lambdas/` and `lifecycle/` as they are; nothing else of the repository moves the hash."""
    return _code_of("lambdas", "lifecycle")


def grader_code() -> lambda_.Code:
    """The same with the graders; a new one deploys the graders again, and no step."""
    return _code_of("graders", "lambdas", "lifecycle")


def _code_of(*folders: str) -> lambda_.Code:
    kept = [f"!/{folder}" for folder in folders]
    return lambda_.Code.from_asset(
        str(ROOT), ignore_mode=IgnoreMode.GIT, exclude=["/*", *kept, "__pycache__", "*.pyc"]
    )


def dependencies_layer(scope: Construct, settings: Settings) -> lambda_.LayerVersion:
    return lambda_.LayerVersion(
        scope,
        "Dependencies",
        code=layer_code(settings.runtime, settings.architecture),
        compatible_runtimes=[settings.runtime],
        compatible_architectures=[settings.architecture],
        description="boto3, msgspec, powertools: see lambdas/requirements.txt",
    )


def layer_code(runtime: lambda_.Runtime, architecture: lambda_.Architecture) -> lambda_.Code:
    archive = build_layer(runtime.name, architecture.name)
    return lambda_.Code.from_asset(
        str(archive), asset_hash_type=AssetHashType.CUSTOM, asset_hash=archive.stem
    )


def build_layer(runtime: str, architecture: str) -> Path:
    """A zip of wheels for the function's platform, downloaded once per requirements and platform.

    `runtime` is Lambda's name (`python3.14`), `architecture` is `arm64` or `x86_64`.
    """
    key = f"{runtime}\n{architecture}\n{REQUIREMENTS.read_text('utf-8')}"
    archive = LAYERS / f"{hashlib.sha256(key.encode()).hexdigest()}.zip"
    if not archive.exists():
        LAYERS.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=LAYERS) as folder:
            packages = Path(folder) / "python"
            _install(packages, runtime.removeprefix("python"), architecture)
            unfinished = _archive(packages, Path(folder) / "layer.zip")
            unfinished.rename(archive)
    return archive


def build_layers_of_all_stages() -> None:
    for settings in STAGES.values():
        build_layer(settings.runtime.name, settings.architecture.name)


_MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}


def _install(target: Path, python_version: str, architecture: str) -> None:
    machine = _MACHINES[architecture]
    platforms = [f"--platform=manylinux_2_{glibc}_{machine}" for glibc in (17, 28, 34)]
    platforms.append(f"--platform=manylinux2014_{machine}")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    command += ["--requirement", str(REQUIREMENTS), "--target", str(target), "--no-compile"]
    command += ["--only-binary=:all:", f"--python-version={python_version}", *platforms]
    subprocess.run(command, check=True)  # noqa: S603 - a fixed command


def _archive(packages: Path, target: Path) -> Path:
    """Equal packages give equal bytes: names in order, one date for all."""
    files = sorted(path for path in packages.rglob("*") if path.is_file())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            entry = zipfile.ZipInfo(str(path.relative_to(packages.parent)), EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target


if __name__ == "__main__":
    build_layers_of_all_stages()
