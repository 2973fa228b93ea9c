"""What to expect of an order, beside the fields in which it is typed: drawn after the last key, never in the way of the form."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from handrail import pharmacology
from handrail.care import infuse
from handrail.clinic.models import Person
from handrail.units import MillimetresOfMercury
from tests.people import NOW, World
from tests.screens.boxes import crowded
from tests.screens.browser import SIZES, TABLET, faults, overflow, page_of
from tests.screens.prepare.doing import order, press, with_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """The first forecast of a process compiles; no page should wait for that."""
    pharmacology.warm()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, world: World) -> Iterator[Page]:
    """Dr Albrecht at a tablet."""
    with page_of(browser, TABLET, at=live_server.url, as_person=world.albrecht) as page:
        yield page


TALKING = 3  # of the rows: order, highest, felt, talking


def typed(page: Page, world: World) -> None:
    """The usual order is typed."""
    page.goto(f"/prepare/{world.ruths_visit.pk}/")
    typed_in(page, "0.5", "40")


def typed_in(page: Page, dose_mg_per_kg: str, minutes: str) -> None:
    """An order is typed, in whatever language the page speaks."""
    page.locator("input[name=dose_mg_per_kg]").fill(dose_mg_per_kg)
    page.locator("input[name=minutes]").fill(minutes)


def speaks(person: Person, language: str) -> None:
    """Pages are in this person's language."""
    person.language = language
    person.save()


class TestWhatToExpect:
    """For whoever prescribes."""

    def test_is_drawn_while_the_order_is_typed(self, page: Page, world: World) -> None:
        """As asked beside less and slower, figures and curves, and what it is."""
        page.goto(f"/prepare/{world.ruths_visit.pk}/")
        preview = page.locator("[data-preview]")
        expect(preview).to_be_hidden()
        typed(page, world)
        expect(preview.get_by_role("columnheader")).to_have_text(["As asked", "Lower dose", "Longer time"])
        expect(preview.get_by_role("row", name="Order")).to_contain_text("35 mg over 40 min")
        expect(preview.get_by_role("row", name="Reach 180/110")).to_have_count(0)
        expect(preview.get_by_role("img")).to_be_visible()
        expect(preview).to_contain_text("A model, not a measurement.")
        expect(preview).to_contain_text("pressure begins at a typical one, not this patient’s")
        assert overflow(page) == 0
        assert faults(page) == []

    def test_refuses_above_the_ceiling_in_words(self, page: Page, world: World) -> None:
        """And draws nothing; a dose within it is drawn again."""
        page.goto(f"/prepare/{world.ruths_visit.pk}/")
        preview = page.locator("[data-preview]")
        page.get_by_label("Length", exact=True).fill("40")
        page.get_by_label("Dose by weight").fill("1.5")
        expect(preview).to_contain_text("1.5 mg/kg is outside 0.1 mg/kg to 1 mg/kg.")
        expect(preview.get_by_role("table")).to_have_count(0)
        page.get_by_label("Dose by weight").fill("0.5")
        expect(preview.get_by_role("table")).to_be_visible()
        page.get_by_label("Dose by weight").fill("0,5")
        expect(preview).to_be_hidden()

    def test_stays_beside_the_sum_and_with_the_order(self, page: Page, world: World) -> None:
        """Before the second press, and after it."""
        page.goto(f"/prepare/{world.ruths_visit.pk}/")
        order(page, "0.5", "40")
        expect(page.locator("[data-preview]").get_by_role("table")).to_be_visible()
        press(page, "Order 35 mg over 40 min")
        page.locator("#order summary", has_text="What to expect").click()
        expect(page.locator("#order [data-preview][data-dose]").get_by_role("table")).to_be_visible()

    @pytest.mark.parametrize("language", ["en", "es"])
    @pytest.mark.parametrize("size", ["phone", "desk"])
    def test_is_whole_in_every_size(
        self, browser: Browser, live_server: LiveServer, world: World, size: str, language: str
    ) -> None:
        """Every letter of the curves stands inside them, and no figure on another."""
        speaks(world.albrecht, language)
        with page_of(browser, SIZES[size], at=live_server.url, as_person=world.albrecht, language=language) as albrecht:
            albrecht.goto(f"/prepare/{world.ruths_visit.pk}/")
            typed_in(albrecht, "0.5", "40")
            expect(albrecht.locator("[data-preview] svg.expected .lane")).to_have_count(2)
            assert crowded(albrecht, "[data-preview] svg.expected, [data-preview] table") == []
            assert overflow(albrecht) == 0

    @pytest.mark.parametrize(
        ("language", "talks"),
        [("en", "stays able to talk"), ("es", "sigue pudiendo hablar")],
    )
    def test_says_that_who_hardly_feels_it_stays_able_to_talk(
        self, browser: Browser, live_server: LiveServer, world: World, language: str, talks: str
    ) -> None:
        """And not that they can talk after 0 minutes."""
        speaks(world.albrecht, language)
        with page_of(browser, TABLET, at=live_server.url, as_person=world.albrecht, language=language) as albrecht:
            albrecht.goto(f"/prepare/{world.ruths_visit.pk}/")
            typed_in(albrecht, "0.1", "40")
            row = albrecht.locator("[data-preview] tbody tr").nth(TALKING)
            expect(row.locator("td").first).to_contain_text(talks)

    @pytest.mark.parametrize(
        ("ago", "reading", "said"),
        [
            (3, (186, 104), "the cuff of 3 min ago, 186/104, waits for its recheck. Measure again."),
            (12, (152, 94), "Pressure begins at the cuff of 12 min ago, 152/94."),
            (40, (152, 94), "The last cuff, 152/94, is 40 min old, too old to begin at"),
        ],
    )
    def test_says_of_which_cuff_it_speaks(
        self, page: Page, world: World, ago: int, reading: tuple[int, int], said: str
    ) -> None:
        """How old it is; where nothing can be said of pressure, why, and what to do."""
        systolic, diastolic = (MillimetresOfMercury(part) for part in reading)
        infuse.chart_cuff(
            session=world.ruths_visit.pk,
            systolic=systolic,
            diastolic=diastolic,
            key="cuff",
            by=world.mara.pk,
            at=NOW - timedelta(minutes=ago),
        )
        typed(page, world)
        preview = page.locator("[data-preview]")
        expect(preview).to_contain_text(said)
        silent = "waits" in said
        expect(preview.locator("td", has_text="mmHg")).to_have_count(0 if silent else 3)
        expect(preview.locator(".lane")).to_have_count(1 if silent else 2)

    def test_is_not_on_a_nurses_page(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """She did not ask for it, and it argues with nobody."""
        with page_of(browser, TABLET, at=live_server.url, as_person=world.mara) as mara:
            mara.goto(f"/prepare/{with_order(world).pk}/")
            expect(mara.locator("#order .line")).to_be_visible()
            expect(mara.locator("[data-preview]")).to_have_count(0)
