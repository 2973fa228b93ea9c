"""A visit as a calendar file, read again by a library that is not ours."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from handrail.interop.calendar import Appointment, written

AT = datetime(2026, 3, 12, 13, 30, tzinfo=UTC)
VISIT = Appointment(
    uid="ses_1@handrail",
    sequence=0,
    starts_at=datetime(2026, 3, 20, 8, 0, tzinfo=UTC),
    title="Visit: Riverside",
    organizer="post@riverside.example",
    organizer_name="Riverside",
    link="https://clinic.example/login/",
)
ZONES = ("Europe/Berlin", "America/Chicago", "Australia/Sydney", "America/Mexico_City", "Asia/Kolkata")


def read(appointment: Appointment) -> tuple[Any, Any]:
    """The calendar and its one event, as somebody else's reader understands them."""
    calendar = Calendar.from_ical(written(appointment, at=AT))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


class TestACalendarFile:
    """What a patient's telephone makes of it."""

    def test_says_when_and_no_more_than_a_visit(self) -> None:
        """A title, a moment, whose it is, and the link to the log-in."""
        calendar, event = read(VISIT)
        assert calendar["METHOD"] == "PUBLISH"
        assert (event["SUMMARY"], event["STATUS"], event["UID"]) == ("Visit: Riverside", "CONFIRMED", "ses_1@handrail")
        assert event["ORGANIZER"] == "mailto:post@riverside.example"
        assert event["URL"] == "https://clinic.example/login/"
        assert set(event) == {
            "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "ORGANIZER", "URL", "CLASS"
        }  # fmt: skip

    @pytest.mark.parametrize("zone", ZONES)
    @given(day=st.dates(date(2024, 1, 1), date(2030, 12, 31)), hour=st.integers(5, 22))
    def test_stands_at_the_clinics_hour_under_any_change_of_the_clocks(self, zone: str, day: date, hour: int) -> None:
        """Nine o'clock is nine o'clock in March and in April, and on the day between."""
        agreed = datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo(zone))
        _calendar, event = read(replace(VISIT, starts_at=agreed))
        there = event.decoded("DTSTART").astimezone(ZoneInfo(zone))
        assert (there.date(), there.hour, there.minute) == (day, hour, 30)

    def test_of_a_visit_that_moved_takes_the_place_of_the_first(self) -> None:
        """The same name, a higher number."""
        moved = replace(VISIT, sequence=1, starts_at=VISIT.starts_at + timedelta(days=1))
        (_, first), (_, second) = read(VISIT), read(moved)
        assert first["UID"] == second["UID"]
        assert second["SEQUENCE"] > first["SEQUENCE"]

    def test_of_a_visit_that_is_taken_off_takes_it_out(self) -> None:
        """A calendar strikes it through or removes it."""
        calendar, event = read(replace(VISIT, sequence=2, taken_off=True))
        assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)

    def test_refuses_a_moment_without_its_zone(self) -> None:
        """It could be any hour."""
        with pytest.raises(ValueError, match="without its zone"):
            written(replace(VISIT, starts_at=datetime(2026, 3, 20, 9, 0)), at=AT)  # noqa: DTZ001  # what is refused

    @given(name=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=120))
    def test_keeps_every_sign_of_a_name_and_no_line_too_long(self, name: str) -> None:
        """Commas, semicolons, quotes, backslashes, accents, and names longer than a line."""
        appointment = replace(VISIT, title=f"Visit: {name}", organizer_name=name)
        lines = written(appointment, at=AT).encode().split(b"\r\n")
        assert max(map(len, lines)) <= 75
        _calendar, event = read(appointment)
        assert event["SUMMARY"] == f"Visit: {name}"
