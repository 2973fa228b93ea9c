"""The models that come with Handrail: one file each, found by name."""

from functools import cache
from pathlib import Path

from handrail.pharmacology import model_file
from handrail.pharmacology.model import Model
from handrail.pharmacology.refused import Refused

MODELS = Path(__file__).parent / "models"


class UnknownModel(Refused):
    """A name that no model has; the text says which there are."""


@cache
def names() -> tuple[str, ...]:
    """The names of all models, in alphabetical order."""
    return tuple(sorted(path.stem for path in MODELS.glob("*.toml")))


@cache
def for_patients() -> tuple[str, ...]:
    """The names of the models that may speak about a patient; the others are for looking only."""
    return tuple(name for name in names() if load(name).use.patients)


def load(name: str) -> Model:
    """A model by its name, read once.

    Raises:
        UnknownModel: when no model has that name.
        ModelFileError: when its file is incomplete.
    """
    if name not in names():
        raise UnknownModel(f"There is no model {name[:80]!r}. Known: {', '.join(names())}.")
    return _read(name)


@cache
def _read(name: str) -> Model:
    return model_file.read(MODELS / f"{name}.toml")
