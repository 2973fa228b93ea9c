"""The scales that can be asked here: the shipped ones, and the words that the clinic itself is licensed to use."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from handrail.protocol import Source
from handrail.protocol.entries import ProtocolError
from handrail.protocol.scale import Form, Scale, Scales, load_scales, read_form

SCREENERS = ("asq", "c_ssrs")
"""Scales that ask about risk of suicide. None ships with words: a clinic brings what it is licensed to use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The scales by name, the words of those that can be asked, and what is wrong with licensed files that were left out."""

    scales: Mapping[str, Scale]
    forms: Mapping[str, Form]
    sources: Mapping[str, Source]
    refused: tuple[str, ...]

    @property
    def screeners(self) -> tuple[str, ...]:
        """The screeners for risk of suicide whose words are here."""
        return tuple(name for name in SCREENERS if name in self.forms)


def library() -> Library:
    """What can be asked now. A file that is put into the clinic's folder is there with the next call."""
    folder = Path(settings.LICENSED_FORMS)
    return _read(folder, _files(folder))


def _files(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """The files of the folder with what changes when they do; none where there is no such folder."""
    try:
        found = [(file.name, file.stat()) for file in folder.iterdir() if file.suffix == ".json"]
    except OSError:
        return ()
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in found))


@lru_cache(maxsize=4)
def _read(folder: Path, files: tuple[tuple[str, int, int], ...]) -> Library:
    shipped = _shipped()
    forms, refused = dict(shipped.forms), []
    for name, _changed, _size in files:
        try:
            scale, form = _licensed(folder / name, shipped)
        except ProtocolError as problem:
            refused.append(str(problem))
        else:
            forms[scale.id] = form
    return Library(scales=shipped.scales, forms=forms, sources=shipped.sources, refused=tuple(refused))


@cache
def _shipped() -> Scales:
    return load_scales()


def _licensed(file: Path, shipped: Scales) -> tuple[Scale, Form]:
    scale = shipped.scales.get(file.stem)
    if scale is None:
        raise ProtocolError(
            f"{file.name}: there is no scale of this name; name the file after one of {', '.join(shipped.scales)}."
        )
    try:
        return scale, read_form(scale, file.name, file.read_bytes())
    except OSError as problem:
        raise ProtocolError(f"{file.name}: this file cannot be read ({problem.strerror}).") from problem
