"""What to expect of an order, for whoever prescribes it: figures beside less and slower, refused above the ceiling."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from handrail.care import infuse
from handrail.record import log
from handrail.units import MillimetresOfMercury
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.care.test_deeds import started
from tests.shell.web.preparing import Browser, ordered, text


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def albrecht(world: World) -> Browser:
    return Browser(world.albrecht)


def ask(browser: Browser, world: World, **typed: str) -> Any:
    """What the address answers."""
    return browser.client.get(f"/prepare/{world.ruths_visit.pk}/preview", typed)


def taken(world: World, reading: str, *, minutes_ago: int) -> None:
    """Mara took a pressure by hand."""
    systolic, diastolic = (MillimetresOfMercury(part) for part in reading.split("/"))
    infuse.chart_cuff(
        session=world.ruths_visit.pk,
        systolic=systolic,
        diastolic=diastolic,
        key=f"cuff {minutes_ago}",
        by=world.mara.pk,
        at=NOW - timedelta(minutes=minutes_ago),
    )


USUAL = {"dose_mg_per_kg": "0.5", "minutes": "40"}


class TestAPreview:
    def test_sets_less_and_slower_beside_the_order_and_never_more(self, world: World, albrecht: Browser) -> None:
        """As asked first; each of the others gives the drug more slowly."""
        found = ask(albrecht, world, **USUAL).json()
        assert [one["key"] for one in found["options"]] == ["as_ordered", "lower_dose", "longer"]
        rates = [float(one["dose_mg"]) / float(one["minutes"]) for one in found["options"]]
        assert max(rates) == rates[0]
        asked, lower, _longer = found["options"]
        assert (asked["dose_mg"], asked["minutes"]) == ("35", "40")
        assert not any("severe" in name for one in found["options"] for name in one)
        assert lower["felt_at_strongest"][1] <= asked["felt_at_strongest"][1]

    def test_holds_bands_and_times(self, world: World, albrecht: Browser) -> None:
        """Five levels for each drawn minute; low, middle and high, in order."""
        found = ask(albrecht, world, **USUAL).json()
        asked = found["options"][0]
        for name in ("felt", "systolic"):
            assert [len(level) for level in asked["bands"][name]] == [len(found["minutes"])] * 5
        low, middle, high = asked["highest_systolic"]
        assert low < middle < high
        assert asked["leaving_min"][0] >= 120

    def test_begins_at_todays_cuff_or_says_that_there_is_none(self, world: World, albrecht: Browser) -> None:
        """A typical pressure is not the patient's."""
        assert ask(albrecht, world, **USUAL).json()["cuff"] is None
        taken(world, "152/94", minutes_ago=12)
        found = ask(albrecht, world, **USUAL).json()
        assert (found["cuff"], found["cuff_age_min"], found["cuff_is_old"]) == ("152/94", 12, False)
        assert found["options"][0]["bands"]["systolic"][2][0] == pytest.approx(152, abs=5)

    def test_begins_at_no_cuff_that_is_too_old_and_says_how_old_it_is(self, world: World, albrecht: Browser) -> None:
        """The same as without any."""
        typical = ask(albrecht, world, **USUAL).json()["options"]
        taken(world, "152/94", minutes_ago=26)
        found = ask(albrecht, world, **USUAL).json()
        assert (found["cuff_age_min"], found["cuff_is_old"]) == (26, True)
        assert found["options"] == typical

    @pytest.mark.parametrize(
        ("cuffs", "why"),
        [
            ({3: "186/104"}, "cuff_unconfirmed"),
            ({8: "130/80", 3: "160/84"}, "cuff_unconfirmed"),
            ({8: "184/104", 3: "186/105"}, "cuff_severe"),
        ],
    )
    def test_says_nothing_of_pressure_after_a_cuff_that_is_severe_or_unconfirmed(
        self, world: World, albrecht: Browser, cuffs: dict[int, str], why: str
    ) -> None:
        """No highest, no curve; the reason in its place. What is felt is told all the same."""
        for minutes_ago, reading in cuffs.items():
            taken(world, reading, minutes_ago=minutes_ago)
        found = ask(albrecht, world, **USUAL).json()
        assert found["without_pressure"] == why
        assert [one["highest_systolic"] for one in found["options"]] == [None] * 3
        assert [set(one["bands"]) for one in found["options"]] == [{"felt"}] * 3

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"dose_mg_per_kg": "1.2", "minutes": "40"}, "1.2 mg/kg is outside 0.1 mg/kg to 1 mg/kg."),
            ({"dose_mg_per_kg": "0.5", "minutes": "400"}, "400 min is outside"),
        ],
    )
    def test_outside_the_protocol_is_refused_in_words(
        self, world: World, albrecht: Browser, typed: dict[str, str], said: str
    ) -> None:
        """No figure is shown of what may not be ordered."""
        found = ask(albrecht, world, **typed).json()
        assert said in found["refused"]
        assert "options" not in found

    def test_leaves_out_what_the_protocol_would_not_take(self, world: World, albrecht: Browser) -> None:
        """Nothing lower than the lowest dose, nothing longer than the longest time."""
        found = ask(albrecht, world, dose_mg_per_kg="0.1", minutes="60").json()
        assert [one["key"] for one in found["options"]] == ["as_ordered"]

    @pytest.mark.parametrize(
        "typed",
        [
            {"dose_mg_per_kg": "0,5", "minutes": "40"},
            {"dose_mg_per_kg": "", "minutes": "40"},
            {"dose_mg_per_kg": "NaN", "minutes": "40"},
            {"minutes": "40"},
            {"dose_mg_per_kg": "0.5", "minutes": "-1"},
            {**USUAL, "line": "champagne"},
        ],
    )
    def test_that_cannot_be_read_says_what_to_mend(
        self, world: World, albrecht: Browser, typed: dict[str, str]
    ) -> None:
        """In words, with the field."""
        answer = ask(albrecht, world, **typed)
        assert answer.status_code == 422
        assert answer.json()["error"]
        assert answer.json()["field"] in {"dose_mg_per_kg", "minutes", "line"}

    def test_comes_later_through_saline(self, world: World, albrecht: Browser) -> None:
        """At the third minute less has been felt than with the drug at the hub."""
        drug, saline = (ask(albrecht, world, **USUAL, line=line).json() for line in ("drug", "saline"))
        at = drug["minutes"].index(4.0)
        assert saline["options"][0]["bands"]["felt"][4][at] < drug["options"][0]["bands"]["felt"][4][at]

    def test_writes_nothing_down(self, world: World, albrecht: Browser) -> None:
        """It is looked at."""
        head = log.head(world.ruths_visit.pk)
        ask(albrecht, world, **USUAL)
        assert log.head(world.ruths_visit.pk) == head

    def test_is_on_the_page_of_who_prescribes_only(self, world: World, albrecht: Browser) -> None:
        """On the form, and with the order that stands; a nurse's page has neither it nor its words."""
        page = albrecht.look(world.ruths_visit).content.decode()
        assert page.count("data-preview") == 1
        ordered(world.ruths_visit, albrecht)
        assert 'data-dose="0.5" data-minutes="40"' in albrecht.look(world.ruths_visit).content.decode()
        nurses = Browser(world.mara).look(world.ruths_visit)
        assert "data-preview" not in nurses.content.decode()
        assert "What to expect" not in text(nurses)

    def test_is_over_once_the_infusion_has_begun(self, world: World, albrecht: Browser) -> None:
        """From then on its own page forecasts."""
        started(world)
        assert "The infusion has begun." in ask(albrecht, world, **USUAL).json()["refused"]
        assert "data-preview" not in albrecht.look(world.ruths_visit).content.decode()
