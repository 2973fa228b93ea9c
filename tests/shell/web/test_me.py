"""What a patient's own page says, from the visits alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from handrail.clinic.models import Visit
from handrail.web.me.screen import Page, Stop, page
from tests.people import NOW, World, clinic_time, small_world, visit


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture(autouse=True)
def berlin() -> object:
    with timezone.override("Europe/Berlin"), translation.override("en"):
        yield


def ruths_page(world: World, hours: float = -2) -> Page:
    """Ruth's page so many hours after her third infusion is planned."""
    visits = Visit.objects.filter(patient=world.ruths).select_related("chair__room")
    return page(world.ruths, list(visits), NOW + timedelta(hours=hours))


def plain(text: str) -> str:
    """The text with all its spaces alike: a time is not torn apart at the end of a line."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


class TestThePage:
    def test_says_when_and_where_she_is_expected_today(self, world: World) -> None:
        """One sentence, and the chair."""
        shown = ruths_page(world)
        assert plain(shown.headline) == "Today at 2:30 pm is your third infusion."
        assert shown.lead == "Room 3, chair 3"
        assert shown.now_words == "Thursday afternoon"

    @pytest.mark.parametrize(
        ("hours", "headline"),
        [
            (0, "Today is your third infusion."),
            (9.4, "Today is your third infusion."),
            (-15, "Tomorrow at 2:30 pm is your third infusion."),
            (-14.4, "Today at 2:30 pm is your third infusion."),
            (-100, "Thursday 12 March at 2:30 pm is your third infusion."),
        ],
    )
    def test_names_the_day_as_the_clinics_calendar_does(self, world: World, hours: float, headline: str) -> None:
        """Midnight is midnight in the clinic."""
        assert plain(ruths_page(world, hours).headline) == headline

    def test_says_it_in_her_language(self, world: World) -> None:
        """With the clock as it is read there."""
        with translation.override("es"):
            assert ruths_page(world).headline == "Hoy a las 14:30 es su tercera infusión."
            assert ruths_page(world, -100).headline == "El jueves 12 de marzo a las 14:30 es su tercera infusión."

    def test_shows_the_series_as_stops_on_one_line(self, world: World) -> None:
        """Done, now, ahead."""
        for number in (1, 2):
            past = visit(world.ruths, NOW - timedelta(days=9 - number), infusion_number=number)
            Visit.objects.filter(pk=past.pk).update(closed_at=past.planned_start_at)
        visit(world.ruths, NOW + timedelta(days=2), infusion_number=4)
        shown = ruths_page(world)
        assert shown.way == [Stop.DONE, Stop.DONE, Stop.NOW, Stop.AHEAD, Stop.AHEAD, Stop.AHEAD]
        assert shown.way_words == "3 of 6"
        assert [(one.stop, one.infusion) for one in shown.ahead] == [
            (Stop.NOW, "Third infusion"),
            (Stop.AHEAD, "Fourth infusion"),
        ]
        assert [one.infusion for one in shown.before] == ["Second infusion", "First infusion"]

    def test_counts_what_she_had_before_her_visits_were_kept_here(self, world: World) -> None:
        """Nobody comes for a third infusion without two."""
        assert ruths_page(world).way[:3] == [Stop.DONE, Stop.DONE, Stop.NOW]

    def test_turns_to_the_next_visit_when_this_one_is_over(self, world: World) -> None:
        """And says so when none is planned."""
        Visit.objects.filter(pk=world.ruths_visit.pk).update(closed_at=NOW)
        over = ruths_page(world, 3)
        assert over.headline == "No visit is planned."
        assert over.way_words == "3 of 6 done"
        assert over.way == [Stop.DONE, Stop.DONE, Stop.DONE, Stop.AHEAD, Stop.AHEAD, Stop.AHEAD]
        visit(world.ruths, NOW + timedelta(days=4), infusion_number=4)
        assert plain(ruths_page(world, 3).headline) == "Monday 16 March at 2:30 pm is your fourth infusion."

    def test_neither_hides_nor_explains_a_visit_that_did_not_happen(self, world: World) -> None:
        """It was planned; what came between, a person tells her."""
        shown = ruths_page(world, 30)
        assert [(one.stop, one.when) for one in shown.before] == [(Stop.MISSED, "Yesterday, was planned")]
        assert shown.headline == "No visit is planned."

    def test_says_what_will_stand_there_before_anything_is_planned(self, world: World) -> None:
        """An empty page is not an empty promise."""
        shown = page(world.karl, [], NOW)
        assert shown.headline == "No visit is planned yet."
        assert shown.lead == "As soon as your clinic has agreed on a time with you, it stands here."


class TestOnScreen:
    def test_a_patient_sees_her_own_visits_and_nothing_clinical(self, world: World, client: Client) -> None:
        """No other name, no dose, no reading."""
        client.force_login(world.ruth)
        with clinic_time():
            text = client.get("/me/").content.decode()
        assert "third infusion" in text
        for word in ("Karl", "Lena", "mg", "mmHg", "SpO", "alarm"):
            assert word not in text
