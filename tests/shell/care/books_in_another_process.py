"""Started by test_booking: books visits for a patient with the keys key-1, key-2 ..., and says which; waits for a word before it begins."""

import sys
from datetime import timedelta

import django

django.setup()

from handrail.care import prepare  # noqa: E402  # after Django is set up
from handrail.clinic.models import Patient  # noqa: E402  # after Django is set up
from tests.people import NOW  # noqa: E402  # after Django is set up
from tests.shell.record.makers import say, wait_for_a_word  # noqa: E402  # after Django is set up


def main(patient: str, count: int) -> None:
    karl = Patient.objects.get(pk=patient)
    say("ready")
    wait_for_a_word()
    for number in range(1, count + 1):
        done = prepare.book(
            patient=karl, planned_start_at=NOW + timedelta(days=number), infusion_number=number, key=f"key-{number}"
        )
        say(f"{done.visit.pk} {'again' if done.before else 'first'}")


main(sys.argv[1], int(sys.argv[2]))
