"""The watch: what it charts, raises, clears, seals, and what it says after it was away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from handrail.care import monitor, recover
from handrail.care.clock import SteppedClock
from handrail.interop.hl7v2 import Observation, oru, receive
from handrail.jobs import watch
from handrail.pathway.events import AlarmCleared, AlarmRaised, CuffCharted, MinuteSealed, WatchInterrupted
from handrail.record import log, pulse
from handrail.web.infuse.screen import chair_view
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.care.test_deeds import started

pytestmark = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)


@pytest.fixture
def world() -> World:
    """Ruth's drip runs, her monitor is bound."""
    world = small_world()
    started(world)
    return world


def says(values: Mapping[str, int | None], at: datetime, number: int) -> bytes:
    """What Ruth's monitor sends."""
    observations = [
        Observation(channel, None if value is None else Decimal(value), at, None if value else "no value")
        for channel, value in values.items()
    ]
    return oru(sender="MON3|RIVERSIDE", control_id=f"M{number}", sent_at=at, observations=observations)


def seconds(first: int, last: int) -> Iterator[tuple[int, datetime]]:
    """Seconds from NOW."""
    return ((number, NOW + number * SECOND) for number in range(first, last + 1))


def stored(messages: Sequence[tuple[bytes, datetime]]) -> list[str]:
    """Store messages as they came; the answers."""
    recording = monitor.record_samples([receive(raw, at) for raw, at in messages], at=messages[-1][1])
    return [answer.code for answer in recording.answers]


NORMAL = {"hr": 74, "spo2": 97, "resp": 14}


class TestLooking:
    """Looking finds what is there, once."""

    def test_a_cuff_reading_is_charted_once(self, world: World) -> None:
        """Also when the monitor repeats it, and when somebody looks twice."""
        at = NOW + 5 * SECOND
        reading = {"nibp_sys": 128, "nibp_dia": 78, "nibp_mean": 95}
        stored([(says(reading, at, 1), at)])
        again = oru(
            sender="MON3|RIVERSIDE",
            control_id="M2",
            sent_at=at + SECOND,
            observations=[Observation(channel, Decimal(value), at) for channel, value in reading.items()],
        )
        watch.look(at + SECOND, 1.0)
        stored([(again, at + SECOND)])
        watch.look(at + 2 * SECOND, 1.0)
        watch.look(at + 2 * SECOND, 1.0)
        charted = [one.fact.event for one in log.after(world.ruths_visit.pk, 0) if one.kind == "CuffCharted"]
        assert len(charted) == 1
        assert isinstance(charted[0], CuffCharted)
        assert charted[0].systolic.written == "128"

    def test_a_saturation_that_falls_is_an_alarm_with_its_own_moment(self, world: World) -> None:
        """However late somebody looks; and it clears when it is over."""
        low = [(says({**NORMAL, "spo2": 88}, at, number), at) for number, at in seconds(1, 30)]
        well = [(says(NORMAL, at, number), at) for number, at in seconds(31, 90)]
        stored(low)
        watch.look(NOW + 30 * SECOND, 1.0)
        stored(well)
        watch.look(NOW + 90 * SECOND, 1.0)
        events = [one.fact.event for one in log.after(world.ruths_visit.pk, 0)]
        raised = [event for event in events if isinstance(event, AlarmRaised) and event.channel == "spo2"]
        assert raised[0].since == NOW + SECOND
        assert any(isinstance(event, AlarmCleared) and event.condition == raised[0].condition for event in events)

    def test_every_sample_is_sealed_once_its_minute_is_over(self, world: World) -> None:
        """And the chain with its seals verifies."""
        stored([(says(NORMAL, at, number), at) for number, at in seconds(0, 119)])
        watch.look(NOW + timedelta(seconds=125), 1.0)
        sealed = [one.fact.event for one in log.after(world.ruths_visit.pk, 0) if one.kind == "MinuteSealed"]
        assert [event.count for event in sealed if isinstance(event, MinuteSealed)] == [180]
        watch.look(NOW + timedelta(seconds=131), 1.0)
        verified = log.verify(world.ruths_visit.pk)
        assert verified.problem is None
        assert verified.unsealed == 0

    def test_whoever_has_left_is_not_watched(self, world: World) -> None:
        """No alarm without a patient."""
        recover.leave(visit=world.ruths_visit, key="leave", by=world.mara.pk, at=NOW + SECOND)
        head = log.head(world.ruths_visit.pk)
        watch.look(NOW + timedelta(minutes=10), 1.0)
        assert log.head(world.ruths_visit.pk) == head


class TestComingBack:
    """After a stretch without a watch, each live session says so."""

    def test_says_how_long_nobody_watched(self, world: World) -> None:
        """From the last sign of life to the first look."""
        pulse.beat(NOW + timedelta(seconds=30))
        watch.begin(NOW + timedelta(seconds=75), 1.0)
        (event,) = [one.fact.event for one in log.after(world.ruths_visit.pk, 0) if one.kind == "WatchInterrupted"]
        assert event == WatchInterrupted(from_at=NOW + timedelta(seconds=30), to_at=NOW + timedelta(seconds=75))

    def test_says_nothing_of_the_time_before_anything_was_bound(self, world: World) -> None:
        """The watch stood still from yesterday on; this patient's monitor is there since just now."""
        pulse.beat(NOW - timedelta(days=1))
        watch.begin(NOW + timedelta(seconds=75), 1.0)
        _seq, session = log.state(world.ruths_visit.pk)
        (event,) = [one.fact.event for one in log.after(world.ruths_visit.pk, 0) if one.kind == "WatchInterrupted"]
        assert isinstance(event, WatchInterrupted)
        assert event.from_at == min(binding.bound_at for binding in session.bindings)

    def test_says_nothing_after_a_moment(self, world: World) -> None:
        """A clean restart within a second was no absence."""
        pulse.beat(NOW)
        watch.begin(NOW + SECOND, 1.0)
        assert not [one for one in log.after(world.ruths_visit.pk, 0) if one.kind == "WatchInterrupted"]

    def test_takes_nothing_for_silence_that_nobody_could_have_heard(self, world: World) -> None:
        """A device is silent from when somebody listens again, not for the time in which nobody did."""
        stored([(says(NORMAL, NOW + SECOND, 1), NOW + SECOND)])
        pulse.beat(NOW + 2 * SECOND)
        watch.begin(NOW + timedelta(seconds=60), 1.0)
        watch.look(NOW + timedelta(seconds=60), 1.0)
        assert not [one for one in log.after(world.ruths_visit.pk, 0) if one.kind == "AlarmRaised"]
        watch.look(NOW + timedelta(seconds=80), 1.0)
        silent = [
            one.fact.event
            for one in log.after(world.ruths_visit.pk, 0)
            if one.kind == "AlarmRaised" and getattr(one.fact.event, "channel", "") == "hr"
        ]
        assert isinstance(silent[0], AlarmRaised)
        assert silent[0].raised_at == NOW + 70 * SECOND


class TestASessionThatCannotBeLookedAt:
    """One defect takes nothing from the others."""

    def test_leaves_the_others_watched_and_is_heard_of(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """Lena is looked at although Ruth's look fails; no sign of life is given, so that every screen says so."""
        looked: list[str] = []

        def look(session: str, *, at: datetime, clock_speed: float) -> None:
            if session == world.ruths_visit.pk:
                raise RuntimeError("a defect")
            looked.append(session)

        pulse.beat(NOW)
        monkeypatch.setattr(monitor, "watch", look)
        with pytest.raises(watch.WatchFailed, match=world.ruths_visit.pk):
            watch.look(NOW + SECOND, 1.0)
        assert world.lenas_visit.pk in looked
        assert pulse.last_beat() == NOW
        with clinic_time(SteppedClock(NOW + timedelta(minutes=1))):
            (alarm, *_others) = chair_view(world.lenas_visit.pk, NOW + timedelta(minutes=1))["alarms"]
        assert (alarm["condition"], alarm["priority"]) == ("watch_off", "medium")

    def test_is_told_as_unwatched_once_it_can_be_looked_at_again(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A watch that failed for half a minute and is back says so in the record, without a restart."""
        pulse.beat(NOW)
        with monkeypatch.context() as broken:
            broken.setattr(monitor, "watch", _fails)
            for second in range(1, 30):
                with pytest.raises(watch.WatchFailed):
                    watch.look(NOW + second * SECOND, 1.0)
        watch.look(NOW + 30 * SECOND, 1.0)
        watch.look(NOW + 31 * SECOND, 1.0)
        told = [one.fact.event for one in log.after(world.ruths_visit.pk, 0) if one.kind == "WatchInterrupted"]
        assert told == [WatchInterrupted(from_at=NOW, to_at=NOW + 30 * SECOND)]


def _fails(session: str, *, at: datetime, clock_speed: float) -> None:
    raise OSError(f"{session}: no space left at {at}, {clock_speed}")


class TestWhoseMessageItIs:
    """By the binding that staff made, never by a guess."""

    def test_an_unbound_device_is_answered_with_what_to_do(self, world: World) -> None:
        """Nothing is charted."""
        raw = oru(
            sender="PUMP3|RIVERSIDE",
            control_id="P1",
            sent_at=NOW,
            observations=[Observation("pump_rate", Decimal(151), NOW)],
        )
        recording = monitor.record_samples([receive(raw, NOW)], at=NOW)
        assert recording.answers[0].code == "AE"
        assert "bound to no chair" in recording.answers[0].reason
        assert not recording.sessions

    def test_another_patients_name_is_never_charted(self, world: World) -> None:
        """The monitor says who it thinks it is on."""
        raw = oru(
            sender="MON3|RIVERSIDE",
            control_id="W1",
            sent_at=NOW,
            patient=world.karl.pk,
            observations=[Observation("hr", Decimal(80), NOW)],
        )
        recording = monitor.record_samples([receive(raw, NOW)], at=NOW)
        assert "another patient" in recording.answers[0].reason

    @pytest.mark.parametrize(("hours", "code"), [(23, "AA"), (-23, "AA"), (25, "AE"), (-25, "AE")])
    def test_a_clock_that_is_off_is_borne_for_a_day(self, world: World, hours: int, code: str) -> None:
        """Up to a day it is a condition of its own, beyond it the message is not taken."""
        at = NOW + timedelta(hours=hours)
        raw = oru(
            sender="MON3|RIVERSIDE", control_id="C1", sent_at=at, observations=[Observation("hr", Decimal(80), at)]
        )
        recording = monitor.record_samples([receive(raw, NOW)], at=NOW)
        assert recording.answers[0].code == code

    def test_the_same_message_again_gets_the_same_answer_and_is_stored_once(self, world: World) -> None:
        """In one handful and in the next."""
        raw = says(NORMAL, NOW, 1)
        assert stored([(raw, NOW), (raw, NOW)]) == ["AA", "AA"]
        assert stored([(raw, NOW + SECOND)]) == ["AA"]
        assert monitor.readings_of(world.ruths_visit.pk).cursor == len(NORMAL)
