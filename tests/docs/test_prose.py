"""What the written pages speak of exists."""

import re
from pathlib import Path

import pytest
from handrail_reference import commands, settings

ROOT = settings.ROOT
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if "_build" not in page.parts),
]
COMMANDS = {path for path, _ in commands.every_command()}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)


def _code(page: Path) -> str:
    """What the page shows as code, so that a word in a sentence is not taken for a command."""
    return "\n".join(CODE.findall(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
class TestAPage:
    """README, the rules for contributing, and all documentation."""

    def test_links_to_files_that_exist(self, page: Path) -> None:
        """A link that leads nowhere costs the reader's trust."""
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        assert [link for link in links if not (page.parent / link).exists()] == []

    def test_names_commands_that_exist(self, page: Path) -> None:
        """`handrail something` can be typed."""
        named = {f"handrail {word}" for word in re.findall(r"\bhandrail ([a-z]+)\b", _code(page))}
        assert named - COMMANDS == set()

    def test_names_make_targets_that_exist(self, page: Path) -> None:
        """`make something` can be typed."""
        assert set(re.findall(r"\bmake ([a-z-]+)\b", _code(page))) - TARGETS == set()

    def test_names_settings_that_exist(self, page: Path) -> None:
        """A variable that is written down is read."""
        assert (
            set(re.findall(r"\bHANDRAIL_[A-Z_]+\b", page.read_text(encoding="utf-8"))) - settings.documented() == set()
        )


class TestContributing:
    """What somebody who changes something is told to type."""

    def test_names_every_step_of_the_checks(self) -> None:
        """In their order, and no other."""
        steps = re.findall(
            r'^    "([a-z]+)": \1,$', (ROOT / "tools/check.py").read_text(encoding="utf-8"), re.MULTILINE
        )
        assert "lint" in steps
        assert f"({', '.join(steps)})" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
