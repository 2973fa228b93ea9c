"""The words of every language: collected from the sources, checked, and compiled.

    .venv/bin/python tools/messages.py            collect every string into the .po files, and compile them
    .venv/bin/python tools/messages.py --check    change nothing; fail when the committed files are not what this makes

A string without its translation, or with one that somebody has to look at, is told and fails both. Needs gettext's
programs (`apt-get install gettext`). Both .po and .mo are committed, so that nobody needs them to run Handrail.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from machine import GETTEXT

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "handrail"
LOCALE = PACKAGE / "web" / "locale"
LANGUAGES = ("es",)
CHANGING = (
    '"POT-Creation-Date:',
    '"PO-Revision-Date:',
    '"Last-Translator:',
    '"Language-Team:',
    '"Report-Msgid-Bugs-To:',
)
COLLECT = """
import sys, django
from django.conf import settings
from django.core.management import call_command
django.setup()
settings.LOCALE_PATHS = [sys.argv[1]]
call_command("makemessages", locale=sys.argv[2:], no_wrap=True, no_obsolete=True, add_location="file", verbosity=0)
"""
PLACE = re.compile(r"%\((\w+)\)|\{(\w+)\}")


def main() -> int:
    """Collect, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when something is missing")
    only_check = parser.parse_args().check
    if missing := [program for program in GETTEXT if shutil.which(program) is None]:
        print(f"Install gettext: {', '.join(missing)} not found.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "handrail"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
        fresh = copy / LOCALE.relative_to(PACKAGE)
        _collect(copy, fresh)
        problems = [problem for po in sorted(fresh.rglob("*.po")) for problem in _problems(po)]
        if not only_check:
            shutil.copytree(fresh, LOCALE, dirs_exist_ok=True)
        elif _contents(fresh) != _contents(LOCALE):
            problems.append("The sources and the committed .po and .mo files differ: run tools/messages.py.")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _collect(package: Path, locale: Path) -> None:
    """Every string of a copy of the package into its .po files, and these into .mo. Django writes beside what it reads."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "handrail.web.settings", "HANDRAIL_DATA": data}
        subprocess.run([sys.executable, "-c", COLLECT, locale, *LANGUAGES], cwd=package, env=environment, check=True)
    for po in locale.rglob("*.po"):
        lines = po.read_text(encoding="utf-8").splitlines(keepends=True)
        po.write_text("".join(line for line in lines if not line.startswith(CHANGING)), encoding="utf-8")
        subprocess.run(["msgfmt", "--check-format", "--output-file", po.with_suffix(".mo"), po], check=True)


def _problems(po: Path) -> Iterator[str]:
    """Strings without words, with words that somebody has to look at, or with other places to fill in."""
    language = po.parent.parent.name
    for entry in po.read_text(encoding="utf-8").split("\n\n")[1:]:
        asked, said = _quoted(entry, "msgid"), _quoted(entry, "msgstr")
        if not all(said) or "#, fuzzy" in entry:
            yield f"{language}: to be translated: {asked[0]}"
        elif any(_places(text) - _places(asked[-1]) for text in said) or _places(said[-1]) != _places(asked[-1]):
            yield f"{language}: other places to fill in: {asked[0]}"


def _quoted(entry: str, keyword: str) -> list[str]:
    """The texts of a keyword: `msgid` and `msgid_plural`, or `msgstr` and `msgstr[1]`."""
    texts = re.findall(rf'^{keyword}\S* ((?:".*"\n?)+)', entry, re.MULTILINE)
    return ["".join(re.findall(r'"(.*)"', text)) for text in texts]


def _places(text: str) -> set[str]:
    return {name or braced for name, braced in PLACE.findall(text)}


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.[pm]o")}


if __name__ == "__main__":
    raise SystemExit(main())
