"""Answers given while an infusion runs describe the medicine: staff are warned before, and the answers say so ever after."""

from datetime import timedelta

import pytest
from django.test import Client

from handrail.care import course
from handrail.care.clock import SteppedClock
from handrail.care.under_infusion import Ran
from tests.asking import all_of, answered, asked
from tests.people import NOW, World
from tests.shell.web.asking import DAY, send, staff_page
from tests.shell.web.preparing import text
from tests.shell.web.stages import brought

WARNING = "An infusion is running: answers given now describe the medicine. It asks about the last 2 weeks. Ask later."
MARK = "Answered while an infusion ran"


class TestWhileItRuns:
    def test_staff_are_warned_before_they_ask_and_not_refused(self, world: World, mara: Client) -> None:
        """Where they press, and again where they type."""
        brought(world, "running")
        assert WARNING in text(mara.get(staff_page(world.ruths)))
        typed = send(mara, staff_page(world.ruths), "ask", scale="phq_9", now="yes")
        assert WARNING in text(typed)
        assert [one.scale for one in course.of(world.ruths).asked] == ["phq_9"]

    def test_what_asks_about_this_moment_is_asked_without_a_word(self, world: World, mara: Client) -> None:
        """How awake somebody is, is meant so."""
        brought(world, "running")
        page = f"{staff_page(world.ruths)}{asked(world.ruths, 'sedation', by=world.mara)}/"
        assert "An infusion is running" not in text(mara.get(page))

    @pytest.mark.parametrize("stage", ["seated", "ready"])
    def test_nobody_is_warned_before_it_began(self, world: World, mara: Client, stage: str) -> None:
        """In the chair one may well be asked."""
        brought(world, stage)
        assert "An infusion is running" not in text(mara.get(staff_page(world.ruths)))

    def test_the_patient_reads_that_it_can_wait(self, world: World, ruth: Client, phq_9: str) -> None:
        """Kindly, and may go on all the same."""
        brought(world, "running")
        said = text(ruth.get(phq_9))
        assert (
            "Your infusion is running. It is better to answer these questions on another day: they stay here." in said
        )
        assert "Little interest or pleasure" in said

    def test_what_was_answered_is_marked_wherever_it_is_shown(
        self, world: World, mara: Client, clock: SteppedClock
    ) -> None:
        """The last answer, the list of all, the picture; also weeks later."""
        answered(world.ruths, "phq_9", all_of("phq_9", "2"), asked_by=world.mara, by=world.ruth, at=NOW - 30 * DAY)
        brought(world, "running")
        said = all_of("phq_9", "0", item_1="1")
        answered(world.ruths, "phq_9", said, asked_by=world.mara, by=world.ruth, at=NOW + timedelta(minutes=5))
        clock.step(20 * DAY)
        page = mara.get(staff_page(world.ruths))
        assert f"1 of 27 Minimal 12 Mar, 14:35 answered by the patient {MARK}" in text(page)
        assert text(page).count("while an infusion ran") == 3
        assert '<circle class="during"' in page.content.decode()

    def test_what_was_answered_before_it_is_not(self, world: World, mara: Client) -> None:
        """An hour earlier she was herself."""
        at = NOW - timedelta(hours=1)
        answered(world.ruths, "phq_9", all_of("phq_9", "1"), asked_by=world.mara, by=world.ruth, at=at)
        brought(world, "running")
        assert MARK not in text(mara.get(staff_page(world.ruths)))


class TestAStretch:
    """An infusion from 10 to 40 minutes after NOW."""

    @pytest.mark.parametrize(
        ("began", "sent", "touches"),
        [(0, 9, False), (0, 10, True), (20, 25, True), (40, 50, True), (41, 50, False), (0, 60, True)],
    )
    def test_touches_what_was_begun_before_its_end_and_sent_after_its_start(
        self, began: int, sent: int, touches: bool
    ) -> None:
        """Begun before and sent during counts too."""
        minute = timedelta(minutes=1)
        ran = Ran(NOW + 10 * minute, NOW + 40 * minute)
        assert ran.overlaps(NOW + began * minute, NOW + sent * minute) == touches
