"""What exists is documented, and what is documented exists."""

import re

import click
import pytest
from handrail_reference import PAGES, addresses, commands, events, settings

from handrail.pathway.events import KINDS, Event

COMMANDS = dict(commands.every_command())
ADDRESSES = addresses.every_address()


class TestAnEvent:
    """Every fact that the log can hold."""

    @pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
    def test_says_what_it_means(self, kind: type[Event]) -> None:
        """Its docstring is its entry in the reference."""
        assert kind.__doc__
        assert not kind.__doc__.startswith(f"{kind.__name__}(")

    @pytest.mark.parametrize("kind", KINDS)
    def test_has_its_place_in_the_reference(self, kind: str) -> None:
        """A step whose file the reference does not know would be left out without a word."""
        assert f"### {kind}\n" in events.page()


class TestACommand:
    """Everything that can be typed after `handrail`."""

    @pytest.mark.parametrize("path", COMMANDS)
    def test_says_what_it_does(self, path: str) -> None:
        """Help that begins with a sentence."""
        assert re.match(r"[A-Z].*\.", COMMANDS[path].help or "", re.DOTALL)

    @pytest.mark.parametrize("path", [path for path, one in COMMANDS.items() if not isinstance(one, click.Group)])
    def test_shows_an_example(self, path: str) -> None:
        """An example says more than a list of options."""
        assert re.search(rf"\b{re.escape(path)}\b", commands.example(COMMANDS[path]))

    @pytest.mark.parametrize("path", COMMANDS)
    def test_says_what_each_option_means(self, path: str) -> None:
        """An option without words is a riddle."""
        options = [one for one in COMMANDS[path].params if isinstance(one, click.Option) and not one.hidden]
        assert [option.name for option in options if not option.help] == []


class TestASetting:
    """Every environment variable."""

    def test_is_documented_when_the_code_reads_it(self) -> None:
        """A variable that only the code knows helps nobody."""
        assert settings.in_the_code() - settings.documented() == set()

    def test_is_read_by_the_code_when_it_is_documented(self) -> None:
        """A variable that only the documentation knows misleads everybody."""
        assert settings.documented() - settings.in_the_code() == set()


class TestAnAddress:
    """Everything that the server answers to."""

    @pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: f"/{address.route}")
    def test_says_what_it_does(self, address: addresses.Address) -> None:
        """The first words of its view are its entry in the reference."""
        assert address.says

    def test_is_told_once(self) -> None:
        """Two views at one address: one of them is never reached."""
        routes = [address.route for address in ADDRESSES]
        assert sorted(set(routes)) == sorted(routes)


class TestAGeneratedPage:
    """The pages that are filled from the code."""

    def test_is_asked_for_by_exactly_one_page_of_the_documentation(self) -> None:
        """A generator nobody asks for, or a marker nobody fills, is a hole."""
        docs = settings.ROOT / "docs"
        pages = [file for file in docs.rglob("*.md") if "_build" not in file.parts]
        asked = [name for file in pages for name in re.findall(r"<!-- generated: (\w+) -->", file.read_text())]
        assert sorted(asked) == sorted(PAGES)

    @pytest.mark.parametrize("name", PAGES)
    def test_has_no_table_without_a_line(self, name: str) -> None:
        """A heading over nothing makes the reader look for what is missing."""
        assert re.findall(r"^\|(?: --- \|)+\n(?!\|)", PAGES[name](), re.MULTILINE) == []
