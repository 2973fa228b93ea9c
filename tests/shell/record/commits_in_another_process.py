"""Started by test_log: commits marks with the keys key-1, key-2 ... and says each answer; waits for a word before it begins."""

import sys
from functools import partial

import django

django.setup()

from handrail.pathway.events import Event  # noqa: E402  # after Django is set up
from handrail.pathway.session import Session  # noqa: E402  # after Django is set up
from handrail.record import log  # noqa: E402  # after Django is set up
from tests.shell.record.makers import AT, MARA, mark, say, wait_for_a_word  # noqa: E402  # after Django is set up


def marks(number: int, _: Session) -> list[Event]:
    return [mark(number)]


def main(stream: str, count: int) -> None:
    say("ready")
    wait_for_a_word()
    for number in range(1, count + 1):
        done = log.commit(stream, partial(marks, number), key=f"key-{number}", by=MARA, at=AT)
        say(f"{done.recorded[0].hash} {'again' if done.repeated else 'first'}")


main(sys.argv[1], int(sys.argv[2]))
