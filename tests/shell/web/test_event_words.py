"""Each recorded event as a line of the log's page: none without words, refusals with their reason in the reader's language."""

import pytest
from django.utils import translation

from handrail.care import prepare, rules
from handrail.care.prepare import NotPossible
from handrail.pathway.events import KINDS, DeedRefused, LinePrimed, OrderRefused
from handrail.units import MilligramsPerKilogram, Minutes
from handrail.web.infuse import event_words
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.web.preparing import Browser, text

RULES = rules.shipped()
SAID_OTHERWISE = {"LinePrimed", "ExperienceRated"}
"""Kinds with a line for each thing that they can say."""


class TestALineOfTheLog:
    """What a reader of the log's page reads."""

    @pytest.mark.parametrize("kind", sorted(set(KINDS) - SAID_OTHERWISE))
    def test_is_there_for_every_kind(self, kind: str) -> None:
        """An event without words would break the page of its session."""
        assert event_words.LINES[kind]

    def test_says_what_was_refused_and_why(self) -> None:
        """In the words that the person was told."""
        refused = DeedRefused(deed="chair", because="Chair 3 is taken. Choose another, or let its patient leave first.")
        assert event_words.in_words(refused, RULES) == (
            "Refused: Chair 3 is taken. Choose another, or let its patient leave first."
        )

    def test_says_it_in_spanish(self) -> None:
        """The log is in English, its reader need not be."""
        with translation.override("es"):
            device = DeedRefused(deed="device", because="Monitor 3 is bound to chair 3. Unbind it there first.")
            order = OrderRefused(
                dose_per_weight=MilligramsPerKilogram("1.2"),
                length=Minutes(40),
                because="1.2 mg/kg is outside 0.1 mg/kg to 1 mg/kg. Order a dose within it.",
            )
            assert "Unbind" not in event_words.in_words(device, RULES)
            assert "Monitor 3" in event_words.in_words(device, RULES)
            assert "outside" not in event_words.in_words(order, RULES)

    def test_says_what_the_line_was_filled_with(self) -> None:
        """Two lines, one for each."""
        lines = {event_words.in_words(LinePrimed(primed_with=one, volume=None), RULES) for one in ("drug", "saline")}
        assert lines == {"Line filled with the drug", "Line filled with saline"}


@pytest.mark.django_db
class TestTheLogsPage:
    """The log of a visit, for its staff."""

    def test_shows_a_refused_chair(self) -> None:
        """Karl was to sit where Ruth does."""
        world: World = small_world()
        with pytest.raises(NotPossible):
            prepare.take_chair(visit=world.karls_visit, chair=world.chairs[0], key="k", by=world.mara.pk, at=NOW)
        with clinic_time():
            page = Browser(world.mara).client.get(f"/sessions/{world.karls_visit.pk}/log")
        assert "Refused: Chair 3 is taken." in text(page)
