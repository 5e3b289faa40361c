"""The README cannot drift from what it describes."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_every_linked_file_exists() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_mentioned_command_is_a_command_of_tailor() -> None:
    mentioned = set(re.findall(r"`?tailor ([a-z]+)", README))
    commands = {path.stem for path in (ROOT / "cli" / "commands").glob("*.py")}
    assert mentioned
    assert mentioned <= commands


def test_every_make_target_it_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"`?make ([a-z]+)", README))
    assert {"demo", "test"} <= targets
    assert [t for t in targets if not re.search(rf"^{t}:", makefile, re.M)] == []
