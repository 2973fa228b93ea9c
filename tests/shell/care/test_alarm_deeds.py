"""Seeing an alarm and silencing it: what a person may do about one, and what comes back by itself."""

from datetime import timedelta
from typing import Any

import pytest

from handrail.care import infuse, rules
from handrail.pathway.events import AlarmRaised, AlarmWorsened, Event
from handrail.pathway.session import Alarm
from handrail.record import log
from tests.people import NOW, World, small_world

pytestmark = pytest.mark.django_db

SATURATION: dict[str, Any] = {"condition": "spo2_low", "channel": "spo2", "limit": "94"}


@pytest.fixture
def world() -> World:
    """Ruth sits in chair 3, and her saturation is low."""
    made = small_world()
    told(
        made,
        AlarmRaised(alarm_kind="physiological", priority="low", since=NOW, raised_at=NOW, value="93", **SATURATION),
    )
    return made


def told(world: World, event: Event) -> None:
    """What the watch writes."""
    log.commit(world.ruths_visit.pk, lambda _: [event], key=event.kind(), by="handrail", at=NOW)


def alarm(world: World) -> Alarm:
    """The alarm as it stands."""
    found: Alarm | None = log.state(world.ruths_visit.pk)[1].alarm("spo2_low")
    assert found is not None
    return found


def seen_and_silenced(world: World) -> None:
    """Mara looks at it, and turns its sound off."""
    session, by = world.ruths_visit.pk, world.mara.pk
    infuse.acknowledge(session=session, condition="spo2_low", key="seen", by=by, at=NOW)
    infuse.pause_sound(session=session, condition="spo2_low", key="silent", by=by, at=NOW)


class TestASilencedAlarm:
    """A sound that is off for now, never for good."""

    def test_sounds_again_after_what_the_protocol_allows(self, world: World) -> None:
        """The end of the pause is written with its beginning; nobody can ask for a longer one."""
        seen_and_silenced(world)
        assert rules.shipped().sound_pause() > timedelta(0)
        assert alarm(world).sound_paused_until == NOW + rules.shipped().sound_pause()

    def test_is_still_there_when_it_was_seen(self, world: World) -> None:
        """Only the end of its condition takes it away."""
        seen_and_silenced(world)
        assert (alarm(world).acknowledged_by, alarm(world).priority) == (world.mara.pk, "low")

    def test_sounds_and_asks_again_at_once_when_it_worsens(self, world: World) -> None:
        """Whoever silenced 93 has not heard of 84."""
        seen_and_silenced(world)
        told(world, AlarmWorsened(condition="spo2_low", priority="high", at=NOW, value="84", limit="85"))
        worse = alarm(world)
        assert (worse.priority, worse.acknowledged_by, worse.sound_paused_until) == ("high", None, None)
