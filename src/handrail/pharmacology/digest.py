"""Digests of what forecasts are made from: of the data, so that a record says what its figures mean, and of the code."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from handrail.pharmacology.effect_file import EFFECTS
from handrail.pharmacology.library import MODELS

DIGITS = 16
HERE = Path(__file__).parent
LEARNING = ("learning", "outlook", "outlook_kernel", "readings", "responses", "star", "star_kernel", "twins")
"""The modules that turn data and readings into bands."""


@cache
def data_digest() -> str:
    """Sixteen hexadecimal digits over every model's and effect's file, by name and content."""
    digest = sha256()
    for folder in (EFFECTS, MODELS):
        for path in sorted(Path(folder).glob("*.toml")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:DIGITS]


def code_digest() -> str:
    """Sixteen hexadecimal digits over the sources of `LEARNING`, by name and content."""
    digest = sha256()
    for name in LEARNING:
        digest.update(name.encode() + b"\0" + (HERE / f"{name}.py").read_bytes() + b"\0")
    return digest.hexdigest()[:DIGITS]
