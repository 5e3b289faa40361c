"""The README's diagram is drawn from the definition."""

from pathlib import Path

from stacks.diagram import with_diagram

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_shows_the_state_machine_as_it_is(definition: dict[str, object]) -> None:
    readme = README.read_text("utf-8")
    assert with_diagram(readme, definition) == readme, "run `make diagram`"
