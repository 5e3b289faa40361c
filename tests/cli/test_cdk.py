"""The CDK command line, with a script of Python in its place."""

import sys
import time
from pathlib import Path

import pytest

from cli import cdk
from cli.errors import DemoFailed


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    script = tmp_path / "cdk"
    monkeypatch.setattr(cdk, "_CDK", script)
    monkeypatch.setattr(cdk, "_node", lambda: Path(sys.executable))
    return script


def test_every_line_is_shown_while_it_comes_and_kept_in_the_log(
    script: Path, tmp_path: Path
) -> None:
    script.write_text("import sys\nprint('deploying', *sys.argv[1:])\nprint()\nprint('done')")
    shown: list[str] = []
    cdk.run_cdk("deploy", "--all", log=tmp_path / "logs" / "deploy.log", on_line=shown.append)
    assert shown == ["deploying deploy --all", "done"]
    assert (tmp_path / "logs" / "deploy.log").read_text() == "deploying deploy --all\n\ndone\n"


def test_a_failure_holds_the_end_of_the_output_and_where_all_of_it_is(
    script: Path, tmp_path: Path
) -> None:
    script.write_text(
        "import sys\nfor n in range(100): print('line', n)\nprint('no', file=sys.stderr)\nexit(3)"
    )
    log = tmp_path / "deploy.log"
    with pytest.raises(DemoFailed) as failure:
        cdk.run_cdk("deploy", log=log, on_line=lambda _: None)
    assert failure.value.what == "cdk deploy ended with status 3"
    assert failure.value.where == str(log)
    shown = failure.value.why.splitlines()[1:]
    assert len(shown) == cdk.TAIL_LINES
    assert {"line 99", "no"} <= set(shown)


def test_an_interrupted_command_line_does_not_go_on_without_us(
    script: Path, tmp_path: Path
) -> None:
    script.write_text("import time\nprint('deploying', flush=True)\ntime.sleep(60)")

    def press_ctrl_c(_: str) -> None:
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        cdk.run_cdk("deploy", log=tmp_path / "deploy.log", on_line=press_ctrl_c)
    assert time.monotonic() - began < 30


def test_the_app_runs_on_this_python_and_on_the_pinned_node(script: Path, tmp_path: Path) -> None:
    script.write_text(
        "import os, shutil\nprint(shutil.which('python3'))\nprint(os.environ['JSII_NODE'])"
    )
    shown: list[str] = []
    cdk.run_cdk("synth", log=tmp_path / "synth.log", on_line=shown.append)
    assert shown == [str(Path(sys.executable).with_name("python3")), sys.executable]


def test_without_the_cdk_command_line_make_setup_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cdk, "_CDK", tmp_path / "nothing")
    with pytest.raises(DemoFailed, match="make setup"):
        cdk.run_cdk("synth", log=tmp_path / "synth.log", on_line=lambda _: None)
