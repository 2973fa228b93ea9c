"""Started by test_messages: delivers the same messages as its twin, and says what came of each."""

import sys

import django

django.setup()

from handrail.record import telemetry  # noqa: E402  # after Django is set up
from tests.shell.record.makers import message, sample, say, wait_for_a_word  # noqa: E402  # after Django is set up

say("ready")
wait_for_a_word()
for number in range(int(sys.argv[2])):
    try:
        telemetry.append({sys.argv[1]: [sample(number)]}, [message(f"m{number}", session=sys.argv[1])])
        say("stored")
    except telemetry.Redelivered:
        say("known")
