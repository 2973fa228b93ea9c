"""Tying a monitor or a pump to a chair: with what it brings, once, and never away from somebody else."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from handrail.clinic.bindings import open_bindings
from handrail.pathway.events import DeviceBound, DeviceUnbound
from handrail.pathway.infuse.signals import Sample
from handrail.record import telemetry
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.web.preparing import MONITOR, Browser, events, fields, text


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def mara(world: World) -> Browser:
    return Browser(world.mara)


class TestADevice:
    def test_is_bound_with_what_it_brings_and_how_often(self, world: World, mara: Browser) -> None:
        """Breathing was taken away, since no sensor is connected."""
        answer = mara.press(world.ruths_visit, "bind", device=world.monitor.pk, **MONITOR)
        assert "Monitor 3 Not heard yet Heart rate, oxygen saturation every 1 s. Cuff every 5 min" in text(answer)
        (bound,) = events(world.ruths_visit, DeviceBound)
        assert bound.channels == ("hr", "spo2", "nibp_sys", "nibp_dia", "nibp_mean")
        assert (bound.interval_s, bound.cuff_interval_s) == (1, 300)

    def test_comes_with_the_protocols_intervals(self, world: World, mara: Browser) -> None:
        """Ten minutes for the cuff; five from the age that the protocol names."""
        assert fields(mara.look(world.ruths_visit))["cuff_every_min"] == "10"
        world.ruths.birth_date = world.ruths.birth_date.replace(year=1950)
        world.ruths.save()
        assert fields(mara.look(world.ruths_visit))["cuff_every_min"] == "5"

    def test_bound_elsewhere_says_where(self, world: World, mara: Browser) -> None:
        """On the page, and when it is pressed all the same."""
        mara.press(world.ruths_visit, "bind", device=world.monitor.pk, **MONITOR)
        assert "Monitor 3 bound to chair 3, Ruth Amsel Go there to unbind it" in text(mara.look(world.karls_visit))
        answer = mara.press(world.karls_visit, "bind", device=world.monitor.pk, **MONITOR)
        assert answer.status_code == 409
        assert "Monitor 3 is bound to chair 3. Unbind it there first." in text(answer)
        assert events(world.karls_visit, DeviceBound) == []

    def test_bound_elsewhere_is_not_unbound_from_here(self, world: World, mara: Browser) -> None:
        """Ruth keeps her monitor."""
        mara.press(world.ruths_visit, "bind", device=world.monitor.pk, **MONITOR)
        answer = mara.press(world.karls_visit, "unbind", device=world.monitor.pk)
        assert "It was so already. Nothing was changed." in text(answer)
        assert open_bindings(device=world.monitor).get().visit == world.ruths_visit

    def test_sent_twice_is_bound_once_and_unbound_once(self, world: World, mara: Browser) -> None:
        """A double click on either."""
        for _ in range(2):
            assert mara.press(world.ruths_visit, "bind", key="b", device=world.pump.pk, every_s="5").status_code == 200
        for _ in range(2):
            assert mara.press(world.ruths_visit, "unbind", key="u", device=world.pump.pk).status_code == 200
        assert len(events(world.ruths_visit, DeviceBound)) == 1
        assert len(events(world.ruths_visit, DeviceUnbound)) == 1

    @pytest.mark.parametrize(
        ("changed", "asked"),
        [
            ({"every_s": "0"}, "Enter a whole number of s, above 0."),
            ({"every_s": "1,5"}, "Enter a whole number of s, above 0."),
            ({"cuff_every_min": "99999"}, "Enter a whole number of min, above 0."),
            ({"device": "dev_of_nowhere"}, "Choose one of this clinic’s devices."),
            ({"signal_hr": "", "signal_spo2": "", "signal_cuff": ""}, "Say what the monitor brings"),
        ],
    )
    def test_is_asked_about_what_cannot_be(
        self, world: World, mara: Browser, changed: dict[str, str], asked: str
    ) -> None:
        """Nothing is bound, and what was typed stands."""
        form = {"kind": "monitor", "device": world.monitor.pk, **MONITOR, **changed}
        answer = mara.press(world.ruths_visit, "bind", **form)
        assert answer.status_code == 422
        assert asked in text(answer)
        assert fields(answer)["every_s"] == form["every_s"]

    def test_is_not_bound_by_a_coordinator(self, world: World) -> None:
        """Who sees that it waits for a nurse or a physician."""
        ines = Browser(world.ines)
        assert "A nurse or a physician binds them." in text(ines.look(world.ruths_visit))
        assert ines.press(world.ruths_visit, "bind", device=world.monitor.pk, **MONITOR).status_code == 403

    @pytest.mark.django_db(transaction=True)
    def test_tells_how_long_ago_it_was_heard(self) -> None:
        """As the page is drawn, and for the page that stays open."""
        world = small_world()
        mara = Browser(world.mara)
        mara.press(world.ruths_visit, "bind", device=world.monitor.pk, **MONITOR)
        heard = NOW - timedelta(seconds=42)
        telemetry.append({world.ruths_visit.pk: [Sample("hr", Decimal(70), heard, None, world.monitor.pk)]}, [])
        assert "Monitor 3 Heard 42 s ago" in text(mara.look(world.ruths_visit))
        told = mara.look(world.ruths_visit, "state?after=0").json()
        assert told["heard"] == {world.monitor.pk: "2026-03-12T13:29:18.000000Z"}
        assert told["changed"] is True
