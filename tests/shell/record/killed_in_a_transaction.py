"""Started by test_log: writes in a transaction that it never commits, says so, and waits to be killed."""

import sys

import django

django.setup()

from django.db import transaction  # noqa: E402  # after Django is set up

from handrail.record import log  # noqa: E402  # after Django is set up
from tests.shell.record.makers import AT, MARA, mark, say, wait_for_a_word  # noqa: E402  # after Django is set up

with transaction.atomic():
    log.commit(sys.argv[1], lambda _: [mark(3), mark(4)], key="half", by=MARA, at=AT)
    say("written")
    wait_for_a_word()
