"""The page of the whole log: every event in words."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django.template.loader import render_to_string

from handrail.web.infuse.entries import Entry
from tests.screens.infusion.visit import SESSION

ENTRY = Entry(
    seq=36,
    at="14:30:24",
    occurred_at=datetime(2026, 11, 20, 13, 30, 24, tzinfo=UTC),
    kind="RateChanged",
    by="Mara Lind",
    words="Rate 75.5 mL/h, was 151 mL/h",
)


def page(entries: list[Entry]) -> str:
    """The page as the view renders it."""
    visit = SimpleNamespace(pk=SESSION, patient=SimpleNamespace(name="Ruth Amsel"))
    return render_to_string(
        "infuse/log.html", {"visit": visit, "entries": entries, "shell": SimpleNamespace(look="room")}
    )


class TestTheLogPage:
    def test_has_number_time_words_and_person_of_each_event(self) -> None:
        """A line an event, and the way back to the chair."""
        text = page([ENTRY])
        for part in (
            "36",
            "14:30:24",
            "Rate 75.5 mL/h, was 151 mL/h",
            "Mara Lind",
            "Log, Ruth Amsel",
            f"/sessions/{SESSION}/",
        ):
            assert part in text

    def test_says_what_will_be_there_while_it_is_empty(self) -> None:
        """An empty log is no broken page."""
        assert "Nothing is written yet." in page([])
