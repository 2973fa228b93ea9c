"""The house rules that no other tool holds."""

import ast
import hashlib
import os
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITTEN_BY_HAND = {".py", ".js", ".css", ".html", ".md", ".txt", ".sh"}
MADE = {"var", "_build", "build", "dist", "__pycache__", "node_modules"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
NAMESPACES = re.compile(r"http://www\.w3\.org/\d{4}/(svg|xlink|xhtml)")


def _files() -> list[Path]:
    """Every file of the repository; what is made (environment, data, caches, built pages) is left out."""
    found = []
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if name not in MADE and (not name.startswith(".") or name == ".ci")]
        found += [Path(folder) / name for name in names]
    return sorted(found)


FILES = _files()
OURS = [file for file in FILES if "vendor" not in file.parts]
PYTHON = [file for file in OURS if file.suffix == ".py"]
BROWSER = [file for file in OURS if {"templates", "static"} & set(file.parts) and file.suffix in WRITTEN_BY_HAND]


def _named(files: list[Path]) -> list[str]:
    return [str(file.relative_to(ROOT)) for file in files]


class TestAFile:
    """What is read in one sitting."""

    def test_has_at_most_400_lines(self) -> None:
        """A noun that outgrows its file becomes a folder."""
        read = [file for file in OURS if file.suffix in WRITTEN_BY_HAND and "migrations" not in file.parts]
        long = [file for file in read if _lines(file) > LONGEST_FILE]
        assert _named(long) == []

    def test_has_no_function_longer_than_60_lines(self) -> None:
        """A function does one thing that a clinician could name."""
        long = [f"{file.relative_to(ROOT)}: {name}" for file in PYTHON for name in _long_functions(file)]
        assert long == []


class TestALockFile:
    """What is installed, never where from."""

    @pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
    def test_carries_no_address(self, lock: str) -> None:
        """The index is the business of the machine that installs."""
        assert "://" not in (ROOT / lock).read_text(encoding="utf-8")

    @pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
    def test_carries_a_hash_for_every_package(self, lock: str) -> None:
        """What is installed is what was tested, to the byte."""
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert [entry for entry in re.split(r"\n(?=\S)", text) if entry.strip() and "--hash=sha256:" not in entry] == []

    def test_of_the_tests_holds_all_that_running_needs(self) -> None:
        """The tests run what a clinic runs."""
        assert _pins("requirements.lock") <= _pins("requirements-dev.lock")

    def test_names_every_dependency_of_the_package(self) -> None:
        """A dependency without a lock would be installed unseen."""
        described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        asked = {re.split(r"[\[<>=!~ ]", line)[0].lower() for line in described["project"]["dependencies"]}
        assert asked - {pin.split("==")[0] for pin in _pins("requirements.lock")} == set()


class TestAPageInTheBrowser:
    """Nothing is fetched from elsewhere."""

    def test_names_no_address_of_another_host(self) -> None:
        """No CDN, no font service: a clinic without the internet sees the same page."""
        foreign = [file for file in BROWSER if re.search(r"https?://|[\"'(]//", _without_namespaces(file))]
        assert _named(foreign) == []


class TestALintException:
    """Every exception says why, on its own line."""

    def test_in_the_code_carries_a_code_and_a_reason(self) -> None:
        """`noqa` and `type: ignore` with a code and with words after it."""
        bare = [f"{file.relative_to(ROOT)}:{number}" for file in PYTHON for number in _bare_exceptions(file)]
        assert bare == []

    def test_in_the_settings_carries_a_reason(self) -> None:
        """The same for what pyproject.toml leaves out."""
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        rule = re.compile(r'^\s*"[A-Z]+\d*",(?!\s+#)|^"[^"]+" = \[("[A-Z]+\d*",? ?)+\](?!\s+#)', re.MULTILINE)
        assert [found[0].strip() for found in rule.finditer(text)] == []


class TestVendoredCode:
    """Other people's browser code, unmodified."""

    def test_is_listed_with_licence_version_and_hash(self) -> None:
        """A file that nobody lists, or that somebody touched, is seen."""
        vendored = [file for file in FILES if "vendor" in file.parts and file.name != "vendored.toml"]
        assert [_named([file])[0] for file in vendored if not _is_as_listed(file)] == []


class TestTheChangelog:
    """What changed, for those who rely on us."""

    def test_has_a_place_for_what_is_not_released_yet(self) -> None:
        """The next change has somewhere to be told."""
        assert "\n## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    def test_tells_of_something_under_every_heading(self) -> None:
        """An empty heading promises what is not there."""
        text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        sections = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
        assert sections
        assert [section.splitlines()[0] for section in sections if "\n- " not in section] == []


def _lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def _long_functions(file: Path) -> list[str]:
    functions = [
        node
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [one.name for one in functions if (one.end_lineno or one.lineno) - one.lineno + 1 > LONGEST_FUNCTION]


def _pins(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9.-]+==[^ ;]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def _without_namespaces(file: Path) -> str:
    return NAMESPACES.sub("", file.read_text(encoding="utf-8"))


def _bare_exceptions(file: Path) -> list[int]:
    """Lines with an exception that has no code, or no words after it."""
    exception = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<rest>[^#]*(#.*)?)$")
    fine = re.compile(r"^(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*|\[[a-z, -]+\])\s*(-|#)\s*\S+")
    found = [(number, exception.search(line)) for number, line in enumerate(file.read_text().splitlines(), 1)]
    return [number for number, match in found if match and not fine.match(match["rest"])]


def _is_as_listed(file: Path) -> bool:
    table = next(parent for parent in file.parents if parent.name == "vendor") / "vendored.toml"
    listed = tomllib.loads(table.read_text(encoding="utf-8"))["file"] if table.is_file() else []
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return any(
        one["path"] == str(file.relative_to(table.parent))
        and one["sha256"] == digest
        and one["licence"]
        and one["version"]
        for one in listed
    )
