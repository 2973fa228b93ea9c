"""The digest of the data that forecasts are made from, so that a record says what its figures mean."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from handrail.pharmacology.effect_file import EFFECTS
from handrail.pharmacology.library import MODELS

DIGITS = 16


@cache
def data_digest() -> str:
    """Sixteen hexadecimal digits over every model's and effect's file, by name and content."""
    digest = sha256()
    for folder in (EFFECTS, MODELS):
        for path in sorted(Path(folder).glob("*.toml")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:DIGITS]
