"""Which protocol `handrail protocol show` reads: a clinic's, or the one that came with the software where there is no clinic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handrail.cli.django_setup import need_database, setup

if TYPE_CHECKING:
    from handrail.clinic.models import Clinic
    from handrail.pathway.protocol import ClinicProtocol, InForce
    from handrail.protocol import Protocol
    from handrail.protocol.changes import Tables

NOBODYS = "No clinic here yet: this is the protocol that comes with the software, {release}. Nobody has signed it."


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRead:
    """A protocol, its documents, whose it is, and the language to read it in where none is named."""

    protocol: "Protocol"
    tables: "Tables"
    heading: str
    language: str
    files: Callable[[], Mapping[str, str]]


def to_read(clinic_name: str | None, wanted: str | None) -> ToRead:
    """The version that is asked for of the clinic that is named, or of the only one, or of all where they have the same.

    Raises:
        click.ClickException: it cannot be told which clinic or which version is meant; the text says what to do.
    """
    setup()
    clinic = _whose(clinic_name)
    from handrail.care import protocol as protocols
    from handrail.care import protocol_files
    from handrail.cli import protocol_words as words

    if clinic is None:
        shipped = protocols.shipped()
        return ToRead(
            protocol=shipped,
            tables=protocols.shipped_tables(),
            heading=NOBODYS.format(release=shipped.version.text),
            language="en",
            files=protocol_files.shipped_files,
        )
    state = state_of(clinic)
    version = version_of(state, wanted)
    return ToRead(
        protocol=protocols.understood(state, version),
        tables=protocols.tables_of(state, version),
        heading=words.version(clinic, version),
        language=clinic.language,
        files=lambda: protocol_files.files_of(state, version),
    )


def _whose(name: str | None) -> "Clinic | None":
    """The clinic whose protocol is read; None where there is none yet and none is named."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if name is None and "sqlite" in database["ENGINE"] and not Path(database["NAME"]).exists():
        return None
    need_database()
    from handrail.care import protocol as protocols
    from handrail.cli.people import clinic_named
    from handrail.clinic.models import Clinic

    everywhere = list(Clinic.objects.order_by("id"))
    if name is None and not everywhere:
        return None
    in_force = {found.sha256 for clinic in everywhere if (found := protocols.state(clinic.pk).in_force)}
    return everywhere[0] if name is None and len(in_force) == 1 else clinic_named(name)


def state_of(clinic: "Clinic") -> "ClinicProtocol":
    """What is on record of a clinic's protocol.

    Raises:
        click.ClickException: nothing is, yet; the text says what to do.
    """
    from handrail.care import protocol as protocols

    found = protocols.state(clinic.pk)
    if found.in_force is None:
        raise click.ClickException(
            f"{clinic.name} has no protocol on record yet. Start the server once, with: handrail serve"
        )
    return found


def version_of(found: "ClinicProtocol", wanted: str | None) -> "InForce":
    """The version that is asked for, by its release or the beginning of its digest; the one in force where none is."""
    known = list(reversed(found.versions))
    chosen = (
        one for one in known if wanted is None or one.release == wanted or (wanted and one.sha256.startswith(wanted))
    )
    version = next(chosen, None)
    if version is None:
        there = ", ".join(f"{one.release} ({one.sha256[:12]})" for one in known)
        raise click.ClickException(f"No version {wanted} is or was in force here. There are: {there}.")
    return version
