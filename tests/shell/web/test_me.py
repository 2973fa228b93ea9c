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


@pytest.fixture
def before(world: World) -> World:
    """The same before Ruth has taken her chair."""
    Visit.objects.filter(pk=world.ruths_visit.pk).update(chair=None)
    return world


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
    def test_says_when_and_where_she_is_expected_today(self, before: World) -> None:
        """One sentence, and that the chair is still open."""
        shown = ruths_page(before)
        assert plain(shown.headline) == "Today at 2:30 pm is your third infusion."
        assert shown.lead == "Your chair is chosen when you come."
        assert shown.here is None
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
    def test_names_the_day_as_the_clinics_calendar_does(self, before: World, hours: float, headline: str) -> None:
        """Midnight is midnight in the clinic."""
        assert plain(ruths_page(before, hours).headline) == headline

    def test_says_it_in_her_language(self, before: World) -> None:
        """With the clock as it is read there."""
        with translation.override("es"):
            assert ruths_page(before).headline == "Hoy a las 14:30 es su tercera infusión."
            assert ruths_page(before, -100).headline == "El jueves 12 de marzo a las 14:30 es su tercera infusión."

    def test_shows_the_series_as_stops_on_one_line(self, before: World) -> None:
        """Done, now, ahead."""
        for number in (1, 2):
            past = visit(before.ruths, NOW - timedelta(days=9 - number), infusion_number=number)
            Visit.objects.filter(pk=past.pk).update(closed_at=past.planned_start_at)
        visit(before.ruths, NOW + timedelta(days=2), infusion_number=4)
        shown = ruths_page(before)
        assert shown.way == [Stop.DONE, Stop.DONE, Stop.NOW, Stop.AHEAD, Stop.AHEAD, Stop.AHEAD]
        assert shown.way_words == "3 of 6"
        assert [(one.stop, one.infusion) for one in shown.ahead] == [
            (Stop.NOW, "Third infusion"),
            (Stop.AHEAD, "Fourth infusion"),
        ]
        assert [one.infusion for one in shown.before] == ["Second infusion", "First infusion"]

    def test_counts_what_she_had_before_her_visits_were_kept_here(self, before: World) -> None:
        """Nobody comes for a third infusion without two."""
        assert ruths_page(before).way[:3] == [Stop.DONE, Stop.DONE, Stop.NOW]

    def test_turns_to_the_next_visit_when_this_one_is_over(self, before: World) -> None:
        """And says so when none is planned."""
        Visit.objects.filter(pk=before.ruths_visit.pk).update(closed_at=NOW)
        over = ruths_page(before, 3)
        assert over.headline == "No visit is planned."
        assert over.way_words == "3 of 6 done"
        assert over.way == [Stop.DONE, Stop.DONE, Stop.DONE, Stop.AHEAD, Stop.AHEAD, Stop.AHEAD]
        visit(before.ruths, NOW + timedelta(days=4), infusion_number=4)
        assert plain(ruths_page(before, 3).headline) == "Monday 16 March at 2:30 pm is your fourth infusion."

    def test_neither_hides_nor_explains_a_visit_that_did_not_happen(self, before: World) -> None:
        """It was planned; what came between, a person tells her."""
        shown = ruths_page(before, 30)
        assert [(one.stop, one.when) for one in shown.before] == [(Stop.MISSED, "Yesterday, was planned")]
        assert shown.headline == "No visit is planned."

    @pytest.mark.parametrize("hours", [-30, -1, 0, 3, 30])
    def test_says_that_she_is_here_while_she_has_her_chair(self, world: World, hours: float) -> None:
        """Whatever time was planned: not ahead and not missed."""
        later = visit(world.ruths, NOW + timedelta(days=4), infusion_number=4)
        shown = ruths_page(world, hours)
        assert (shown.headline, shown.lead) == ("You are here now.", "Room 3, chair 3")
        assert shown.here is not None
        assert (shown.here.stop, shown.here.infusion) == (Stop.NOW, "Third infusion")
        assert [(one.stop, one.planned_start_at) for one in shown.ahead] == [(Stop.AHEAD, later.planned_start_at)]
        assert shown.before == []
        assert shown.way[2] is Stop.NOW

    def test_says_what_will_stand_there_before_anything_is_planned(self, world: World) -> None:
        """An empty page is not an empty promise."""
        shown = page(world.karl, [], NOW)
        assert shown.headline == "No visit is planned yet."
        assert shown.lead == "As soon as your clinic has agreed on a time with you, it stands here."


class TestOnScreen:
    def test_a_patient_in_her_chair_reads_where_she_is_and_nothing_as_ahead(self, world: World, client: Client) -> None:
        """The chair stands with her visit."""
        client.force_login(world.ruth)
        with clinic_time():
            text = client.get("/me/").content.decode()
        assert "You are here now." in text
        assert "Room 3, chair 3" in text
        assert "Ahead" not in text

    def test_a_patient_sees_her_own_visits_and_nothing_clinical(self, world: World, client: Client) -> None:
        """No other name, no dose, no reading."""
        client.force_login(world.ruth)
        with clinic_time():
            text = client.get("/me/").content.decode()
        assert "Third infusion" in text
        for word in ("Karl", "Lena", "mg", "mmHg", "SpO", "alarm"):
            assert word not in text
