"""`handrail init` and `handrail user`: a clinic and the people in it."""

import getpass
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from handrail.cli.django_setup import need_database, setup

if TYPE_CHECKING:
    from handrail.clinic.models import Clinic, Person

ROLES = ("nurse", "physician", "coordinator", "medical_director")
LANGUAGES = click.Choice(["en", "es"])
PASSWORD_ON_STDIN = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, one line, instead of asking."
)

INIT_EXAMPLE = """\b
Example:
  handrail init --clinic "Riverside" --timezone Europe/Berlin --rooms 4 \\
      --username brandt --name "Dr Brandt"
"""
ADD_EXAMPLE = """\b
Examples:
  handrail user add mara --name "Mara Lind" --role nurse
  handrail user add ruth --name "Ruth Amsel" --patient pat_01k9zv3m8w4q6t2y5b7d0f1h3j
  echo "$NEW_PASSWORD" | handrail user password mara --password-stdin
"""
Answer = TypeVar("Answer")


@click.command(epilog=INIT_EXAMPLE)
@click.option("--clinic", "clinic_name", prompt="Name of the clinic", help="Name of the clinic.")
@click.option("--timezone", prompt="Time zone, such as Europe/Berlin", help="Its time zone, such as Europe/Berlin.")
@click.option("--language", type=LANGUAGES, default="en", show_default=True, help="Its language.")
@click.option(
    "--rooms", type=click.IntRange(1, 99), prompt="Number of rooms, one chair each", help="Rooms with one chair each."
)
@click.option("--username", prompt="Your name to log in with", help="Log-in name of the medical director.")
@click.option("--name", prompt="Your full name", help="Full name of the medical director.")
@PASSWORD_ON_STDIN
def init(
    *, clinic_name: str, timezone: str, language: str, rooms: int, username: str, name: str, password_stdin: bool
) -> None:
    """Set up a real clinic: the database, its rooms and chairs, and the medical director's log-in. No demo data."""
    setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import transaction

    from handrail.care import protocol
    from handrail.cli.serve import read_real
    from handrail.clinic import people
    from handrail.clinic.roles import Role

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)

    def make() -> "Clinic":
        with transaction.atomic():
            clinic = people.add_clinic(name=clinic_name, timezone=timezone, language=language)
            for number in range(1, rooms + 1):
                people.add_room(clinic, name=f"Room {number}", chairs=[number])
            person = people.add_person(username=username, name=name, password=None, language=language)
            people.add_member(person, clinic, Role.MEDICAL_DIRECTOR)
            _set_password(person, _asked_password(on_stdin=password_stdin))
            protocol.take_in(clinic, read_real())
            return clinic

    clinic = _or_say_why(make)
    click.echo(
        f"{clinic.name} is set up in {settings.DATA_DIR}. Add its people with: handrail user add. "
        "Patients and devices are added on the page Clinic, once handrail serve runs.",
        err=True,
    )
    click.echo(clinic.pk)


@click.group(epilog=ADD_EXAMPLE)
def user() -> None:
    """Add the people who log in, and give them a new password."""


@user.command(epilog=ADD_EXAMPLE)
@click.argument("username")
@click.option("--name", required=True, help="Full name, as others see it.")
@click.option(
    "--role", "roles", type=click.Choice(ROLES), multiple=True, help="What they are; may be given more than once."
)
@click.option("--patient", help="Id of the patient whose own log-in this is.")
@click.option("--clinic", "clinic_name", help="Name of the clinic, where there is more than one.")
@click.option("--language", type=LANGUAGES, help="Their language; otherwise the clinic's.")
@PASSWORD_ON_STDIN
def add(
    *,
    username: str,
    name: str,
    roles: tuple[str, ...],
    patient: str | None,
    clinic_name: str | None,
    language: str | None,
    password_stdin: bool,
) -> None:
    """Add USERNAME: somebody who works in the clinic, or a patient."""
    if bool(roles) == bool(patient):
        raise click.UsageError("Say what they are: --role for staff, or --patient for a patient's own log-in.")
    setup()
    need_database()
    from django.db import transaction

    from handrail.clinic import people
    from handrail.clinic.roles import Role

    clinic = clinic_named(clinic_name)

    def make() -> "Person":
        with transaction.atomic():
            person = people.add_person(
                username=username, name=name, password=None, language=language or clinic.language
            )
            people.add_member(person, clinic, *map(Role, roles))
            if patient:
                people.give_log_in(clinic, patient, person)
            _set_password(person, _asked_password(on_stdin=password_stdin))
            return person

    person = _or_say_why(make)
    click.echo(f"{person.name} can log in to {clinic.name} as {person.username}.", err=True)
    click.echo(person.pk)


@user.command(epilog=ADD_EXAMPLE)
@click.argument("username")
@PASSWORD_ON_STDIN
def password(*, username: str, password_stdin: bool) -> None:
    """Give USERNAME a new password. Every browser they are logged in with has to log in again."""
    setup()
    need_database()
    from handrail.clinic.models import Person

    try:
        person = Person.objects.get_by_natural_key(username)
    except Person.DoesNotExist as error:
        raise click.ClickException(f"Nobody logs in as {username}.") from error
    _or_say_why(lambda: _set_password(person, _asked_password(on_stdin=password_stdin)))
    click.echo(f"{person.name} has a new password.", err=True)


def clinic_named(name: str | None) -> "Clinic":
    """The clinic of this name, or whose name alone begins so, or the only one there is.

    Raises:
        click.ClickException: there is none, or more than one; the text says what to do.
    """
    from handrail.clinic.models import Clinic

    found = list(Clinic.objects.order_by("id"))
    if name:
        found = [one for one in found if one.name == name] or [
            one for one in found if one.name.casefold().startswith(name.casefold())
        ]
    match found:
        case [clinic]:
            return clinic
        case []:
            raise click.ClickException(
                f"There is no clinic {name}." if name else "There is no clinic yet. Run: handrail init"
            )
        case _:
            names = ", ".join(f"“{clinic.name}”" for clinic in found)
            raise click.ClickException(f"There is more than one clinic. Say which with --clinic. There are: {names}.")


def _set_password(person: "Person", new: str) -> None:
    from django.contrib.auth.password_validation import validate_password

    validate_password(new, person)
    person.set_password(new)
    person.save(update_fields=["password"])


def _asked_password(*, on_stdin: bool) -> str:
    if on_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first, second = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if first != second:
        raise click.ClickException("The two were different. Nothing was changed; try again.")
    return first


def _or_say_why(make: Callable[[], Answer]) -> Answer:
    """What was made; where the clinic refuses it, its sentences."""
    from django.core.exceptions import ValidationError

    try:
        return make()
    except ValidationError as refused:
        raise click.ClickException(" ".join(refused.messages)) from refused
