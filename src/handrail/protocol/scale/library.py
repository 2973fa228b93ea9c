"""All scales of a clinic: the shipped ones, and the words that the clinic itself is licensed to use."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from handrail.protocol.document import HEADER, read_toml
from handrail.protocol.entries import ProtocolError, Source
from handrail.protocol.reader import Table
from handrail.protocol.scale.form import Form, read_form
from handrail.protocol.scale.reading import read_scale
from handrail.protocol.scale.schema import Scale

SOURCES = "sources.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """The scales by name, the forms of those whose words are here, and the SHA-256 of every file they were read from."""

    sha256: str
    scales: Mapping[str, Scale]
    forms: Mapping[str, Form]
    sources: Mapping[str, Source]


def load_scales(directory: Path | None = None, licensed: Path | None = None) -> Scales:
    """Read a clinic's scales or the shipped ones, and the folder of Questionnaires that the clinic has a licence for.

    Raises:
        ProtocolError: for the first thing that is wrong: the file, the entry, what to mend.
    """
    folder: Traversable = files("handrail.protocol").joinpath("scales") if directory is None else directory
    return read_scales(_contents(folder), {} if licensed is None else _contents(licensed))


def read_scales(contents: Mapping[str, bytes], licensed: Mapping[str, bytes] | None = None) -> Scales:
    """The scales that these files say, by their names: `phq_9.toml`, and `phq_9.json` for its words.

    A licensed Questionnaire stands in for a shipped one of the same name.

    Raises:
        ProtocolError: as in `load_scales`.
    """
    if SOURCES not in contents:
        raise ProtocolError(f"{SOURCES}: this file is missing. The scales need it; put it there.")
    sources = _sources(contents[SOURCES])
    names = sorted(name for name in contents if name.endswith(".toml") and name != SOURCES)
    scales = {scale.id: scale for scale in (read_scale(name, contents[name], sources) for name in names)}
    shipped = _forms(contents, scales)
    for scale in scales.values():
        _check_shipped(scale, shipped.get(scale.id))
    forms = shipped | _forms(licensed or {}, scales)
    return Scales(sha256=_digest(contents, licensed or {}), scales=scales, forms=forms, sources=sources)


def _contents(folder: Traversable) -> dict[str, bytes]:
    try:
        return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith((".toml", ".json"))}
    except OSError as problem:
        raise ProtocolError(f"{folder.name}: this folder cannot be read ({problem.strerror}).") from problem


def _forms(contents: Mapping[str, bytes], scales: Mapping[str, Scale]) -> dict[str, Form]:
    forms = {}
    for name in sorted(name for name in contents if name.endswith(".json")):
        scale = scales.get(name.removesuffix(".json"))
        if scale is None:
            raise ProtocolError(
                f"{name}: there is no scale of this name; name the file after one of {', '.join(scales)}."
            )
        forms[scale.id] = read_form(scale, name, contents[name])
    return forms


def _check_shipped(scale: Scale, form: Form | None) -> None:
    """Words are shipped where the licence says so, in the languages it says, under the notice it asks for; else not."""
    file, licence = f"{scale.id}.json", scale.licence
    if licence.text == "not shipped":
        if form is not None:
            raise ProtocolError(
                f"{file}: the words of {scale.id} may not be shipped; keep them in the clinic's own folder."
            )
        return
    if form is None:
        raise ProtocolError(
            f"{file}: this file is missing, and the licence of {scale.id} says that its words are here."
        )
    if set(form.languages) != set(licence.languages):
        raise ProtocolError(
            f"{file}: whole in {', '.join(form.languages) or 'no language'}, and the licence says {', '.join(licence.languages)}."
        )
    if licence.notice is not None and form.notice.get("en") != licence.notice:
        raise ProtocolError(f"{file}: 'copyright' must be the notice that the licence asks for: {licence.notice}")


def _digest(*folders: Mapping[str, bytes]) -> str:
    digest = sha256()
    for contents in folders:
        for name in sorted(contents):
            digest.update(name.encode() + b"\0" + sha256(contents[name]).digest())
    return digest.hexdigest()


def _sources(content: bytes) -> dict[str, Source]:
    listed = dict(read_toml(SOURCES, content))
    head = Table(SOURCES, "head of the file", {key: listed.pop(key) for key in HEADER if key in listed})
    head.choice("document", ("sources",))
    head.text("version"), head.text("title")
    return {source_id: _source(source_id, said) for source_id, said in listed.items()}


def _source(source_id: str, said: object) -> Source:
    table = Table(SOURCES, source_id, said)
    low_authority = table.yes_or_no("low_authority") if table.has("low_authority") else False
    source = Source(source_id, table.text("cites"), low_authority)
    table.done()
    return source
