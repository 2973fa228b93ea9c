"""After a restart, the clinic knows for how long nobody watched."""

import pytest

from handrail.record import pulse
from tests.shell.record.makers import seconds


@pytest.mark.django_db
class TestThePulse:
    def test_of_a_new_clinic_was_never_felt(self) -> None:
        """Nobody has watched yet."""
        assert pulse.last_beat() is None

    def test_is_the_last_moment_at_which_the_watch_was_awake(self) -> None:
        """Each beat takes the place of the one before."""
        pulse.beat(seconds(0))
        pulse.beat(seconds(1))
        assert pulse.last_beat() == seconds(1)
