"""The forecasts that are written down: when, by whom, never in the way of the watch, and what a session leaves for the next."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connections

from handrail.care import course as courses
from handrail.care import forecast, infuse, prepare, recover
from handrail.care.clock import SteppedClock
from handrail.clinic.models import Visit
from handrail.jobs import watch
from handrail.jobs.forecasts import Forecasts
from handrail.pathway.events import ForecastShown, ResponseLearned
from handrail.record import log
from handrail.units import MillimetresOfMercury
from tests.people import NOW, World, small_world
from tests.shell.care.test_deeds import slow, started
from tests.shell.jobs.test_watch import says, stored

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    """Ruth's drip runs, her monitor is bound."""
    world = small_world()
    started(world)
    return world


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """The forecasts' own thread; it leaves no connection behind."""
    with ThreadPoolExecutor(1) as pool:
        yield pool
        pool.submit(connections.close_all).result()


def shown(visit: Visit) -> list[ForecastShown]:
    """The forecasts in the log."""
    events = [one.fact.event for one in log.after(visit.pk, 0)]
    return [event for event in events if isinstance(event, ForecastShown)]


def while_it_is_worked_out(happens: Callable[[Visit], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Something happens between the working out of the next forecast and its writing down."""
    working_out = forecast.forecast

    def slower(visit: Visit, now: datetime) -> forecast.Forecast:
        made = working_out(visit, now)
        monkeypatch.setattr(forecast, "forecast", working_out)
        happens(visit)
        return made

    monkeypatch.setattr(forecast, "forecast", slower)


def cuff(world: World, minute: float, systolic: int = 130) -> int:
    """Mara takes the pressure by hand; the event's number."""
    done = infuse.chart_cuff(
        session=world.ruths_visit.pk,
        systolic=MillimetresOfMercury(systolic),
        diastolic=MillimetresOfMercury(80),
        key=f"cuff {minute}",
        by=world.mara.pk,
        at=NOW + minute * MINUTE,
    )
    return done.seq


def saline(world: World, minute: float) -> None:
    """Mara says what the line was filled with."""
    prepare.prime_line(
        visit=world.ruths_visit,
        primed_with="saline",
        volume=None,
        key=f"line {minute}",
        by=world.mara.pk,
        at=NOW + minute * MINUTE,
    )


def write(world: World, minute: float) -> int:
    """What the round does at that minute; how many forecasts there are then."""
    forecast.write_down(world.ruths_visit, NOW + minute * MINUTE)
    return len(shown(world.ruths_visit))


class TestWritingDown:
    """At whatever a forecast depends on, and at least as often as the protocol says."""

    def test_happens_at_each_cuff_rating_and_deed_and_not_in_between(self, world: World) -> None:
        """One for each, by the next look."""
        assert write(world, 0) == 1
        assert write(world, 1) == 1
        cuff(world, 2)
        assert write(world, 2.1) == 2
        assert write(world, 2.2) == 2
        infuse.rate_experience(
            session=world.ruths_visit.pk, scale="felt", of_ten=4, key="felt", by=world.mara.pk, at=NOW + 3 * MINUTE
        )
        assert write(world, 3.1) == 3
        slow(world, "113.2", "slow", minute=4)
        assert write(world, 4.1) == 4

    def test_happens_at_least_every_five_minutes(self, world: World) -> None:
        """So that a replay shows what was known then."""
        assert [write(world, minute) for minute in (0, 4.9, 5, 9.9, 10)] == [1, 1, 2, 2, 3]

    def test_happens_again_when_a_reading_is_set_aside(self, world: World) -> None:
        """What an artefact had said is taken back, and the forecast agrees with one reading less."""
        artefact = cuff(world, 2, systolic=215)
        write(world, 2.1)
        infuse.set_cuff_aside(
            session=world.ruths_visit.pk, about=artefact, key="aside", by=world.mara.pk, at=NOW + 2.5 * MINUTE
        )
        assert write(world, 2.6) == 2
        assert [one.readings for one in shown(world.ruths_visit)] == [2, 0]

    def test_says_nothing_of_pressure_without_a_cuff(self, world: World) -> None:
        """No band, no chance; with one, both."""
        write(world, 1)
        cuff(world, 2)
        write(world, 2.1)
        without, with_one = shown(world.ruths_visit)
        assert "systolic" not in without.bands
        assert without.highest_systolic == ()
        assert len(with_one.bands["systolic"]) == len(with_one.after_min)

    def test_tells_no_chance_after_one_cuff(self, world: World) -> None:
        """As on the screen: the band is kept, the chance comes with the second inflation."""
        cuff(world, 2)
        write(world, 2.1)
        cuff(world, 2.5, systolic=131)
        write(world, 2.6)
        cuff(world, 10)
        write(world, 10.1)
        one, at_once, two = shown(world.ruths_visit)
        assert "systolic" in one.bands
        assert (one.severe_per_100, at_once.severe_per_100) == (None, None)
        assert two.severe_per_100 is not None

    def test_is_silent_of_pressure_after_an_impossible_cuff(self, world: World) -> None:
        """It teaches nothing, and no pressure begins there."""
        cuff(world, 2, systolic=60)
        write(world, 2.1)
        (event,) = shown(world.ruths_visit)
        assert event.readings == 0
        assert "systolic" not in event.bands

    def test_happens_when_somebody_says_what_the_line_was_filled_with(self, world: World) -> None:
        """From saline the drug comes later than was forecast."""
        write(world, 2)
        saline(world, 3)
        assert write(world, 3.1) == 2
        assert write(world, 3.2) == 2

    @pytest.mark.parametrize("happens", ["a cuff is set aside", "the line is told"])
    def test_does_not_keep_what_was_overtaken_while_it_was_worked_out(
        self, world: World, happens: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An artefact that was seen, or the line: what did not know of it is not written, and the next one knows."""
        artefact = cuff(world, 2, systolic=215)

        def meanwhile(visit: Visit) -> None:
            if happens == "the line is told":
                saline(world, 2.5)
            else:
                infuse.set_cuff_aside(
                    session=visit.pk, about=artefact, key="aside", by=world.mara.pk, at=NOW + 2.5 * MINUTE
                )

        while_it_is_worked_out(meanwhile, monkeypatch)
        assert write(world, 2.1) == 0
        assert write(world, 2.6) == 1

    def test_tells_in_a_pause_what_comes_if_it_stays_so(self, world: World) -> None:
        """Going on as charted is standing still: the concentration only falls."""
        infuse.pause(session=world.ruths_visit.pk, key="pause", by=world.mara.pk, at=NOW + 20 * MINUTE)
        write(world, 20.1)
        (event,) = shown(world.ruths_visit)
        middle = [float(levels[2]) for levels in event.bands["plasma"]]
        assert event.plan == "go_on"
        assert middle == sorted(middle, reverse=True)

    def test_ends_when_the_patient_has_left(self, world: World) -> None:
        """Also for a process that had begun before."""
        write(world, 0)
        recover.leave(visit=world.ruths_visit, key="leave", by=world.mara.pk, at=NOW + 10 * MINUTE)
        assert write(world, 20) == 1

    def test_is_done_by_one_of_several_processes(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """Another that worked it out at the same time writes nothing, also where the log went on in between."""

        def meanwhile(visit: Visit) -> None:
            infuse.mark(session=visit.pk, mark="comfort", key="mark", by=world.mara.pk, at=NOW + MINUTE)
            forecast.write_down(visit, NOW + 1.02 * MINUTE)

        while_it_is_worked_out(meanwhile, monkeypatch)
        done = forecast.write_down(world.ruths_visit, NOW + MINUTE)
        assert done is not None
        assert done.repeated
        assert len(shown(world.ruths_visit)) == 1

    def test_adds_nothing_to_a_record_that_was_signed_meanwhile(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The patient went home while it was worked out."""

        def goes_home(visit: Visit) -> None:
            recover.leave(visit=visit, key="leave", by=world.mara.pk, at=NOW + MINUTE)

        while_it_is_worked_out(goes_home, monkeypatch)
        forecast.write_down(world.ruths_visit, NOW + MINUTE)
        assert shown(world.ruths_visit) == []

    def test_stays_within_sixty_in_a_whole_session(self, world: World) -> None:
        """Two hours with a cuff every five minutes, looked at every half minute; and the session is folded in no time."""
        for half in range(240):
            if half % 10 == 4:
                cuff(world, half / 2)
            forecast.write_down(world.ruths_visit, NOW + half / 2 * MINUTE)
        written = len(shown(world.ruths_visit))
        assert 24 <= written <= 60
        assert len(log.state(world.ruths_visit.pk)[1].foretold) == written


class TestARound:
    """Beside the watch and never in its way."""

    def round_until(self, forecasts: Forecasts, over: Callable[[], bool]) -> None:
        """Rounds until something is so, then the end."""

        def looked() -> bool:
            try:
                return over()
            finally:
                connections.close_all()

        async def run() -> None:
            running = asyncio.create_task(forecasts.run())
            async with asyncio.timeout(60):
                while not await asyncio.to_thread(looked):  # noqa: ASYNC110 - what is waited for is in the database
                    await asyncio.sleep(0.05)
                forecasts.end()
                await running

        asyncio.run(run())

    def test_writes_down_what_is_due_and_ends_when_told(self, world: World, threads: ThreadPoolExecutor) -> None:
        """In a thread of its own."""
        forecasts = Forecasts(SteppedClock(NOW + MINUTE), threads)
        self.round_until(forecasts, lambda: bool(shown(world.ruths_visit)))
        assert len(shown(world.ruths_visit)) == 1

    def test_that_fails_leaves_the_alarms_working(
        self, world: World, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A defect in the forecast is told in the log; the saturation that falls is an alarm all the same."""
        tried = threading.Event()

        def fails(visit: Visit, now: datetime) -> None:
            tried.set()
            raise RuntimeError("a defect")

        monkeypatch.setattr(forecast, "write_down", fails)
        low = [(says({"hr": 74, "spo2": 82, "resp": 14}, at, number), at) for number, at in seconds(30)]
        stored(low)
        self.round_until(Forecasts(SteppedClock(NOW + MINUTE), threads), tried.is_set)
        watch.look(NOW + timedelta(seconds=30), 1.0)
        assert [one for one in log.after(world.ruths_visit.pk, 0) if one.kind == "AlarmRaised"]

    def test_that_finds_no_database_goes_on(
        self, world: World, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The whole round fails, and the next one writes."""
        failed = threading.Event()
        usual = Visit.objects.select_related

        def away(*fields: str) -> object:
            monkeypatch.setattr(Visit.objects, "select_related", usual)
            failed.set()
            raise OSError("the database is away")

        monkeypatch.setattr(Visit.objects, "select_related", away)
        self.round_until(Forecasts(SteppedClock(NOW + MINUTE), threads), lambda: bool(shown(world.ruths_visit)))
        assert failed.is_set()

    def test_stops_before_the_next_visit_when_the_server_does(
        self, world: World, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever ends the server waits for one forecast at most."""
        forecasts = Forecasts(SteppedClock(NOW + MINUTE), threads)
        looked: list[str] = []

        def ends(visit: Visit, now: datetime) -> None:
            looked.append(visit.pk)
            forecasts.end()

        monkeypatch.setattr(forecast, "write_down", ends)
        asyncio.run(forecasts.run())
        assert len(looked) == 1

    def test_teaches_once_the_visit_is_over(self, world: World, threads: ThreadPoolExecutor) -> None:
        """Also where the server stood still when it ended; once, however often it is asked."""
        cuff(world, 5)
        cuff(world, 20)
        recover.leave(visit=world.ruths_visit, key="leave", by=world.mara.pk, at=NOW + 100 * MINUTE)
        self.round_until(
            Forecasts(SteppedClock(NOW + 300 * MINUTE), threads), lambda: courses.has_learned(world.ruths_visit)
        )
        forecast.teach(world.ruths_visit, NOW + 301 * MINUTE)
        stream = courses.stream_of(world.ruths_visit.patient)
        (recorded,) = log.after(stream, 0)
        assert isinstance(recorded.fact.event, ResponseLearned)
        assert recorded.fact.event.readings == 4


def seconds(count: int) -> list[tuple[int, datetime]]:
    """Seconds from NOW."""
    return [(number, NOW + timedelta(seconds=number)) for number in range(1, count + 1)]


class TestBeforeAnythingRuns:
    """No drip, no forecast."""

    def test_nothing_is_written_down(self, world: World) -> None:
        """Karl is only expected."""
        prepare.watch_over(visit=world.karls_visit, person=world.mara.pk, key="w", by=world.mara.pk, at=NOW)
        assert forecast.write_down(world.karls_visit, NOW) is None


class TestARoundThatBreaksOff:
    def test_does_not_end_the_rounds(self, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
        """Not even where it breaks before it has begun: the next round tries again."""
        monkeypatch.setattr("handrail.jobs.forecasts.ROUND_EVERY_S", 0.0)
        rounds: list[datetime] = []

        async def played() -> None:
            forecasts = Forecasts(SteppedClock(NOW), threads)
            loop = asyncio.get_running_loop()

            def breaks(_: Forecasts, now: datetime) -> None:
                rounds.append(now)
                if len(rounds) == 3:
                    loop.call_soon_threadsafe(forecasts.end)
                raise RuntimeError("the database went away")

            monkeypatch.setattr(Forecasts, "_round", breaks)
            await forecasts.run()

        asyncio.run(played())
        assert len(rounds) >= 3
