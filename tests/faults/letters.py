"""Letters for a real server to send: `python -m tests.faults.letters NUMBER` puts so many into the outbox of HANDRAIL_DATA.

The clinic stands where it is noon at this moment, so that no quiet hours are in the way, whenever the tests run.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.clinic import ROOT, surroundings

NOON = 12


def letters_in(data: Path, number: int) -> list[str]:
    """Have another process write so many letters in this folder's installation; their ids."""
    command = [sys.executable, "-m", "tests.faults.letters", str(number)]
    made = subprocess.run(command, env=surroundings(data), cwd=ROOT, capture_output=True, check=False)
    assert made.returncode == 0, made.stderr.decode()
    return [str(one) for one in json.loads(made.stdout)]


def zone_at_noon(now: datetime) -> str:
    """Where the clocks say about noon. The names of these zones count the other way round."""
    ahead = NOON - now.hour
    return f"Etc/GMT{-ahead:+d}"


def make(number: int) -> list[str]:
    """A clinic, a patient for each letter, and the letters."""
    from handrail.care.messages import deeds, outbox
    from handrail.care.messages.outbox import Letter
    from handrail.clinic import people
    from handrail.clinic.models.messages import Way
    from tests.people import nurse, patient

    now = datetime.now(UTC)
    clinic = people.add_clinic(name="Riverside", timezone=zone_at_noon(now))
    mara = nurse(clinic, "mara", "Mara Lind")
    made = []
    for one in range(number):
        who = patient(clinic, f"Patient {'abcdefghijklmnopqrstuvwxyz'[one]}")
        address = f"patient.{one}@example.org"
        deeds.add_address(who, kind=Way.E_MAIL, address=address, confirmed=True, key=f"k{one}", by=mara.pk, at=now)
        sent = outbox.write(who, Letter(template="questions", key=f"k{one}", about=who.pk), by=mara.pk, at=now)
        assert sent is not None
        made.append(sent.pk)
    return made


def main() -> None:
    """Make the tables, then the letters, and tell their ids."""
    from handrail.cli.django_setup import setup

    setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    json.dump(make(int(sys.argv[1])), sys.stdout)


if __name__ == "__main__":
    main()
