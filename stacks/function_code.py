"""The functions' code and their layer of wheels, packed without docker."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from aws_cdk import AssetHashType, IgnoreMode
from aws_cdk import aws_lambda as lambda_

from settings import STAGES

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "lambdas" / "requirements.txt"
LAYERS = ROOT / "build" / "layers"


def function_code() -> lambda_.Code:
    """`lambdas/` and `lifecycle/` as they are; nothing else of the repository moves the hash."""
    return lambda_.Code.from_asset(
        str(ROOT),
        ignore_mode=IgnoreMode.GIT,
        exclude=[
            "/*",
            "!/lambdas",
            "!/lifecycle",
            "__pycache__",
            "*.pyc",
        ],
    )


def layer_code(runtime: lambda_.Runtime, architecture: lambda_.Architecture) -> lambda_.Code:
    folder = build_layer(runtime.name, architecture.name)
    return lambda_.Code.from_asset(
        str(folder), asset_hash_type=AssetHashType.CUSTOM, asset_hash=folder.name
    )


def build_layer(runtime: str, architecture: str) -> Path:
    """Downloads wheels for the function's platform, once per requirements, runtime and platform.

    `runtime` is Lambda's name (`python3.14`), `architecture` is `arm64` or `x86_64`.
    """
    key = f"{runtime}\n{architecture}\n{REQUIREMENTS.read_text('utf-8')}"
    folder = LAYERS / hashlib.sha256(key.encode()).hexdigest()
    if folder.exists():
        return folder
    LAYERS.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=LAYERS, prefix="unfinished-"))
    _install(unfinished / "python", runtime.removeprefix("python"), architecture)
    _finish(unfinished, folder)
    return folder


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


def _finish(unfinished: Path, folder: Path) -> None:
    shutil.rmtree(unfinished / "python" / "bin", ignore_errors=True)
    unfinished.chmod(0o755)
    try:
        unfinished.rename(folder)
    except OSError:
        # Another synth finished the same layer first: equal inputs, equal layer.
        shutil.rmtree(unfinished)


if __name__ == "__main__":
    build_layers_of_all_stages()
