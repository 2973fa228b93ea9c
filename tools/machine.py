"""What this machine offers: its package manager, a browser, PostgreSQL's and gettext's programs. Standard library only."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FETCHED_BROWSERS = (
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
)
POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/usr/pgsql-*/bin",
)
GETTEXT = ("xgettext", "msgmerge", "msguniq", "msgattrib", "msgfmt")


class Trouble(Exception):
    """Something a person must do first; the text is one sentence that says what."""


def say(sentence: str) -> None:
    """Tell the person at the terminal, at once, even when the output is a file."""
    print(sentence, flush=True)


def stop_with(trouble: Trouble) -> int:
    """Say what is missing; the exit status of a command that could not do its work."""
    print(f"handrail: {trouble}", file=sys.stderr, flush=True)
    return 1


def run(command: Sequence[str | Path], *, quiet: bool = False) -> bool:
    """Run a program in the repository; True when it said that all went well."""
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, cwd=ROOT, stdout=output, stderr=output, check=False).returncode == 0
    except OSError:
        return False


def browser() -> str | None:
    """The browser that screens are tested in: HANDRAIL_CHROMIUM, else one that is installed."""
    named = os.environ.get("HANDRAIL_CHROMIUM")
    if named:
        return named
    installed = (found for name in BROWSERS if (found := shutil.which(name)) and not _is_snap_stub(found))
    fetched = (str(found) for pattern in FETCHED_BROWSERS for found in sorted(Path.home().glob(pattern)))
    return next(installed, None) or next(fetched, None)


def _is_snap_stub(program: str) -> bool:
    """Ubuntu's package is a script that asks for a snap, which a container cannot have."""
    with Path(program).open("rb") as file:
        return b"snap install chromium" in file.read(4096)


def postgres_programs() -> Path | None:
    """The folder with initdb and postgres, the newest when there are several."""
    named = shutil.which("initdb")
    if named and shutil.which("postgres"):
        return Path(named).resolve().parent
    folders = [folder for pattern in POSTGRES_FOLDERS for folder in Path("/").glob(pattern.lstrip("/"))]
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(usable, key=_version, default=None)


def _version(folder: Path) -> tuple[int, ...]:
    digits = "".join(letter if letter.isdigit() else " " for letter in str(folder))
    return tuple(int(number) for number in digits.split())


def gettext_programs() -> bool:
    """Whether what collects and compiles the texts of every language is here."""
    return all(shutil.which(program) for program in GETTEXT)


@dataclass(frozen=True)
class PackageManager:
    """How this machine installs a program, and what it calls those that the checks need."""

    name: str
    before: tuple[tuple[str, ...], ...]
    install: tuple[str, ...]
    packages: dict[str, tuple[str, ...]]
    allowed: bool

    def by_hand(self, wanted: Iterable[str]) -> str:
        """The command a person would type."""
        names = [package for want in wanted for package in self.packages[want]]
        return " ".join(["sudo" if self.name == "apt-get" else "", self.name, "install", *names]).strip()

    def fetch(self, wanted: Sequence[str]) -> bool:
        """Install what is wanted; False when the machine said no."""
        names = [package for want in wanted for package in self.packages[want]]
        say(f"Installing {', '.join(names)} with {self.name}; this happens once.")
        for command in self.before:
            run(command, quiet=True)
        return run([*self.install, *names], quiet=True)


def package_manager() -> PackageManager | None:
    """apt-get where we may use it without a password, brew on a Mac, else None."""
    if shutil.which("apt-get"):
        return _apt()
    if shutil.which("brew"):
        packages = {
            "browser": ("--cask", "google-chrome"),
            "postgresql": ("postgresql@17",),
            "gettext": ("gettext",),
        }
        return PackageManager("brew", (), ("brew", "install"), packages, allowed=True)
    return None


def _apt() -> PackageManager:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    sudo = bool(shutil.which("sudo")) and run(["sudo", "-n", "true"], quiet=True)
    rise = () if is_root else ("sudo", "-n")
    start = (*rise, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q")
    return PackageManager(
        "apt-get",
        ((*start, "update"),),
        (*start, "install", "-y", "--no-install-recommends"),
        {"browser": ("chromium", "fonts-liberation"), "postgresql": ("postgresql",), "gettext": ("gettext",)},
        allowed=is_root or sudo,
    )


FOUND_BY: dict[str, Callable[[], object]] = {
    "browser": browser,
    "postgresql": postgres_programs,
    "gettext": gettext_programs,
}
WANTED_FOR = {
    "browser": "The screens are looked at in Chromium or Chrome: install one with `{command}`, or name its program in "
    "HANDRAIL_CHROMIUM, then run this again.",
    "postgresql": "The record is tested on PostgreSQL too: install it with `{command}`, name one in "
    "HANDRAIL_TEST_DATABASE_URL, or leave it out with HANDRAIL_WITHOUT_POSTGRES=1.",
    "gettext": "The texts of every language are collected with gettext's programs: install them with `{command}`, "
    "then run this again.",
}


def provide(wanted: Sequence[str], environment: Path) -> None:
    """Have these programs here, installing them where this machine allows it.

    Raises:
        Trouble: with the command a person has to type.
    """
    missing = [name for name in wanted if not FOUND_BY[name]()]
    manager = package_manager() if missing else None
    if missing and manager and manager.allowed:
        manager.fetch(missing)
    if "browser" in missing and browser() is None:
        _fetch_browser(environment)
    for name in missing:
        if not FOUND_BY[name]():
            command = manager.by_hand([name]) if manager else "this machine's package manager"
            raise Trouble(WANTED_FOR[name].format(command=command))


def _fetch_browser(environment: Path) -> None:
    """Where the package manager has no browser of its own (Ubuntu), let Playwright bring the one it is made for."""
    say("Fetching a browser with Playwright; this happens once.")
    run([environment / "bin" / "playwright", "install", "--with-deps", "chromium"], quiet=True)
