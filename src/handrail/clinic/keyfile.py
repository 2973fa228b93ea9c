"""Keys of this installation, kept as small files that only its own account may read."""

import os
import secrets
from pathlib import Path


def read_or_make(path: Path, make: str) -> str:
    """The text of the file; when there is none, the file is made with this text, readable by its owner alone.

    Two processes that make it at the same moment end up with the same file: the first one wins.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_once(path, make)
    return path.read_text(encoding="ascii").strip()


def _make_once(path: Path, text: str) -> None:
    """Write the whole file under another name first, so that nobody ever reads half of it."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(fresh, "x", encoding="ascii", opener=_for_the_owner_alone) as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    _keep_name(path.parent)


def _keep_name(folder: Path) -> None:
    """Have the file's name survive a power cut too: what a lost key has locked stays locked."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _for_the_owner_alone(name: str, flags: int) -> int:
    return os.open(name, flags, mode=0o600)
