"""The directory of packages that AWS's managed Python runtime brings, and nothing else."""

from importlib.util import find_spec
from pathlib import Path

RUNTIME_CLIENT = ("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py")
AWS_SDK = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")


def link_runtime_packages(directory: Path) -> Path:
    """Fill the directory with links to the installed packages a function may import."""
    directory.mkdir()
    for name in (*RUNTIME_CLIENT, *AWS_SDK):
        source = _installed(name)
        (directory / source.name).symlink_to(source)
    return directory


def _installed(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the Lambda host needs the package {name}")
    origin = Path(spec.origin)
    return origin.parent if origin.name == "__init__.py" else origin
