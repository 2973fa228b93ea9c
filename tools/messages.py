"""The words of every language: collected from the sources, checked, and compiled.

    python tools/messages.py            collect every string into the .po files and compile them
    python tools/messages.py --check    fail when a string is missing, untranslated or not compiled

Needs gettext's programs (`apt install gettext`). Both .po and .mo are committed, so that nobody needs them to run Handrail.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "handrail"
LOCALE = PACKAGE / "web" / "locale"
LANGUAGES = ("es",)
PROGRAMS = ("xgettext", "msgmerge", "msguniq", "msgattrib", "msgfmt")
CHANGING = (
    '"POT-Creation-Date:',
    '"PO-Revision-Date:',
    '"Last-Translator:',
    '"Language-Team:',
    '"Report-Msgid-Bugs-To:',
)


def main() -> int:
    """Collect or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when something is missing")
    check = parser.parse_args().check
    if missing := [program for program in PROGRAMS if shutil.which(program) is None]:
        print(f"Install gettext: {', '.join(missing)} not found.", file=sys.stderr)
        return 1
    before = _contents()
    _collect()
    problems = _untranslated()
    changed = _contents() != before
    if check:
        _restore(before)
        problems += ["The sources have other strings than the .po files: run tools/messages.py."] if changed else []
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _collect() -> None:
    """Every string of the sources into the .po files, and these into .mo."""
    with tempfile.TemporaryDirectory() as data:
        django = [sys.executable, "-m", "django"]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "handrail.web.settings", "HANDRAIL_DATA": data}
        languages = [word for language in LANGUAGES for word in ("--locale", language)]
        collect = [*django, "makemessages", *languages, "--no-wrap", "--no-obsolete", "--add-location", "file"]
        subprocess.run([*collect, "--verbosity", "0"], cwd=PACKAGE, env=environment, check=True)
    for po in _files("*.po"):
        lines = po.read_text(encoding="utf-8").splitlines(keepends=True)
        po.write_text("".join(line for line in lines if not line.startswith(CHANGING)), encoding="utf-8")
        subprocess.run(["msgfmt", "--check-format", "--output-file", po.with_suffix(".mo"), po], check=True)


def _untranslated() -> list[str]:
    """Strings without words in a language, or with words that somebody has to look at."""
    found = []
    for po in _files("*.po"):
        for kind in ("--untranslated", "--only-fuzzy"):
            command = ["msgattrib", kind, "--no-obsolete", "--no-wrap", po]
            listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found += [
                f"{po.parent.parent.name}: {line}"
                for line in listed.splitlines()
                if line.startswith("msgid ") and line != 'msgid ""'
            ]
    return found


def _files(pattern: str) -> list[Path]:
    return sorted(LOCALE.rglob(pattern))


def _contents() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in _files("*.*o")}


def _restore(contents: dict[Path, bytes]) -> None:
    for path, content in contents.items():
        path.write_bytes(content)


if __name__ == "__main__":
    raise SystemExit(main())
