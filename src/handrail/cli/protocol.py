"""`handrail protocol show`, `diff`, `sign`: a clinic's protocol read, changed in a folder, held against a newer one, signed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handrail.cli.django_setup import need_database, setup
from handrail.cli.protocol_read import state_of, version_of

if TYPE_CHECKING:
    from handrail.care.clock import Clock
    from handrail.care.protocol import Draft
    from handrail.clinic.models import Clinic

SHOW_EXAMPLE = """\b
Examples:
  handrail protocol show pressure_high
  handrail protocol show --step recover --role nurse --language es
  handrail protocol show --search "midazolam"
  handrail protocol show --out edited
"""
DIFF_EXAMPLE = """\b
Examples:
  handrail protocol show --out edited     (then change a file in it)
  handrail protocol diff edited
  handrail protocol diff                  (what is in force against the newer one that came with an update)
"""
SIGN_EXAMPLE = """\b
Examples:
  handrail protocol sign --as brandt --why "Read as a whole"
  handrail protocol sign edited --as brandt --reviewed-by albrecht --why "Our patients run higher"
  handrail protocol sign --newer --take alarms.toml:pressure_high --as brandt --reviewed-by albrecht --why "Update read"
"""
STEPS = ("evaluate", "prepare", "infuse", "recover", "integrate", "follow up")
ROLES = ("nurse", "physician", "medical director", "coordinator", "patient", "companion")

in_clinic = click.option("--clinic", "clinic_name", help="Name of the clinic, where there is more than one.")
in_language = click.option("--language", type=click.Choice(["en", "es"]), help="Otherwise the clinic's.")
folder = click.argument(
    "folder", metavar="[DIR]", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)


@click.group(epilog=SHOW_EXAMPLE)
def protocol() -> None:
    """Every limit, dose, time and duty of the treatment: read them, change them, sign them."""


@protocol.command(epilog=SHOW_EXAMPLE)
@click.argument("entry", metavar="[ENTRY]", required=False)
@in_clinic
@in_language
@click.option("--step", type=click.Choice(STEPS), help="Only what belongs to this step.")
@click.option("--role", type=click.Choice(ROLES), help="Only what these people act by.")
@click.option(
    "--drug", default="", metavar="NAME|ATC", help="Only what is about this medicine or class: diazepam, Valium, N05BA."
)
@click.option("--search", default="", metavar="WORDS", help="Only what has all these words somewhere.")
@click.option("--version", "wanted", metavar="SHA|RELEASE", help="Another version than the one in force.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write the documents there, to edit them."
)
def show(
    *,
    entry: str | None,
    clinic_name: str | None,
    language: str | None,
    step: str | None,
    role: str | None,
    drug: str,
    search: str,
    wanted: str | None,
    out: Path | None,
) -> None:
    """Print what is in force as a person reads it: ENTRY, what the options choose, or all of it.

    Each entry with its numbers, its condition in words, what to do, how sure it is, its source or reason, and who may change it.
    """
    from handrail.cli.protocol_read import to_read

    here = to_read(clinic_name, wanted)
    from handrail.care import protocol_files
    from handrail.cli import protocol_words as words
    from handrail.protocol.telling import told

    click.echo(here.heading, err=True)
    if out is not None:
        try:
            written = protocol_files.write(here.files(), out)
        except OSError as problem:
            raise click.ClickException(f"{problem.filename}: {problem.strerror}. Name an empty folder.") from problem
        click.echo(f"{len(written)} files. After editing: handrail protocol diff {out}", err=True)
        click.echo(out)
        return
    spoken = language or here.language
    found = told(here.protocol, here.tables, spoken, step=step, role=role, drug=drug, search=search)
    chosen = [one for one in found if entry in {None, one.id, one.table}]
    if not chosen:
        raise click.ClickException("Nothing in this protocol is so. `handrail protocol show` lists all that is.")
    everything = len(chosen) == len(here.protocol.entries)
    for one in chosen:
        click.echo(words.line(one) if everything else words.whole(one, spoken))
    if everything:
        click.echo("Name an entry, or choose with --step, --role, --drug or --search, to read it whole.", err=True)


@protocol.command(epilog=DIFF_EXAMPLE)
@folder
@in_clinic
@in_language
def diff(*, folder: Path | None, clinic_name: str | None, language: str | None) -> None:
    """Say in words what the edited documents in DIR would change, for whom who is here now, and whether it needs a review.

    Without DIR: what is in force against the newer protocol that came with an update: what stays, what the newer one says by
    itself, and what both have changed, so that somebody must choose.
    """
    clinic = _clinic(clinic_name)
    from handrail.care import protocol as protocols
    from handrail.care import protocol_impact
    from handrail.cli import protocol_words as words

    state, spoken = state_of(clinic), language or clinic.language
    if behind := words.older(state, spoken):
        click.echo(behind, err=True)
    if folder is None:
        for line in words.three_way(state, protocols.newer(clinic.pk), spoken):
            click.echo(line)
        if protocols.newer(clinic.pk) is None:
            click.echo("What is in force is built on the newest protocol that came with this software.", err=True)
        return
    try:
        draft = _edited(clinic, folder)
    except protocols.NothingChanges as same:
        click.echo(str(same), err=True)
        return
    clock = _clock(clinic)
    impact = protocol_impact.impact(clinic.pk, draft.protocol, clock.now(), clock_speed=clock.speed)
    for line in (*words.changes(draft, spoken), *words.impact(impact, spoken)):
        click.echo(line)
    click.echo(words.review(draft), err=True)


@protocol.command(epilog=SIGN_EXAMPLE)
@folder
@in_clinic
@click.option("--as", "signer", required=True, metavar="USERNAME", help="The medical director who signs.")
@click.option(
    "--reviewed-by", "reviewer", metavar="USERNAME", help="A second physician or medical director who agrees."
)
@click.option("--why", required=True, metavar="WORDS", help="Why, for whoever reads the record.")
@click.option(
    "--newer", is_flag=True, help="Sign the newer protocol that came with an update, with the clinic's changes."
)
@click.option(
    "--take", multiple=True, metavar="FILE:ENTRY", help="Of --newer: take its text of an entry that both have changed."
)
@click.option(
    "--password-stdin", is_flag=True, help="Read the passwords from standard input, a line each, signer first."
)
def sign(
    *,
    folder: Path | None,
    clinic_name: str | None,
    signer: str,
    reviewer: str | None,
    why: str,
    newer: bool,
    take: tuple[str, ...],
    password_stdin: bool,
) -> None:
    """Sign the edited documents in DIR; without DIR what is in force as it stands, or with --newer the one of an update.

    Orders are given under it from then on; sessions that are ordered keep their version, and a running server needs no restart.
    """
    if folder is not None and (newer or take):
        raise click.UsageError("Give a folder, or --newer; not both.")
    clinic = _clinic(clinic_name)
    from handrail.care import protocol as protocols
    from handrail.cli import protocol_words as words
    from handrail.cli.protocol_signing import signed, who

    try:
        draft = _newer(clinic, take) if newer or take else _edited(clinic, folder)
    except protocols.NothingChanges as same:
        raise click.ClickException(str(same)) from same
    people = who(clinic, signer, reviewer, review_needed=draft.review_needed, on_stdin=password_stdin)
    for line in words.changes(draft, clinic.language):
        click.echo(line, err=True)
    version = signed(clinic, draft, people, why=why, at=_clock(clinic).now())
    click.echo(f"In force in {clinic.name} from now on, signed by {people.signer.name}.", err=True)
    click.echo(f"{version.release}, sha256 {version.sha256}")


def _clinic(name: str | None) -> "Clinic":
    setup()
    need_database()
    from handrail.cli.people import clinic_named

    return clinic_named(name)


def _clock(clinic: "Clinic") -> "Clock":
    """The clinic's clock: a demonstration has its own."""
    from django.conf import settings

    from handrail.cli.demo_clock import CLOCK_FILE, KeptClock
    from handrail.cli.serve import wall_clock

    return KeptClock(Path(settings.DATA_DIR) / CLOCK_FILE).clock(1.0) if clinic.demonstration else wall_clock()


def _edited(clinic: "Clinic", folder: Path | None) -> "Draft":
    """What the files in a folder would make of the protocol; what is in force as it stands where none is named.

    Raises:
        NothingChanges: it is what is in force.
    """
    from handrail.care import protocol as protocols
    from handrail.care import protocol_files
    from handrail.protocol import ProtocolError

    state = state_of(clinic)
    try:
        whole = protocol_files.read(folder) if folder else protocols.tables_of(state, version_of(state, None))
        return protocols.draft_of(clinic.pk, whole)
    except protocols.NothingChanges:
        raise
    except (ProtocolError, protocols.NotPossible) as problem:
        raise click.ClickException(str(problem)) from problem


def _newer(clinic: "Clinic", take: tuple[str, ...]) -> "Draft":
    from handrail.care import protocol as protocols

    state_of(clinic)
    places = [(file, entry) for file, _, entry in (one.partition(":") for one in take)]
    carried = protocols.newer(clinic.pk)
    strange = [one for one in take if carried and tuple(one.split(":", 1)) not in carried.open]
    if strange:
        raise click.ClickException(
            f"{', '.join(strange)}: nothing is to be chosen there. `handrail protocol diff` lists what is."
        )
    try:
        return protocols.draft_from_shipped(clinic.pk, places)
    except protocols.NotPossible as problem:
        raise click.ClickException(str(problem)) from problem
