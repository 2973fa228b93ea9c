"""Started by test_telemetry: appends a hundred samples to each of two sessions; waits for a word before it begins."""

import sys

import django

django.setup()

from handrail.record import telemetry  # noqa: E402  # after Django is set up
from tests.shell.record.makers import sample, say, wait_for_a_word  # noqa: E402  # after Django is set up

say("ready")
wait_for_a_word()
for number in range(50):
    telemetry.append({session: [sample(number), sample(number)] for session in sys.argv[1:]}, [])
