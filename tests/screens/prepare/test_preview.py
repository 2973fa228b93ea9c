"""What to expect of an order, beside the fields in which it is typed: drawn after the last key, never in the way of the form."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.people import World
from tests.screens.browser import TABLET, faults, overflow, page_of
from tests.screens.prepare.doing import order, press, with_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, world: World) -> Iterator[Page]:
    """Dr Albrecht at a tablet."""
    with page_of(browser, TABLET, at=live_server.url, as_person=world.albrecht) as page:
        yield page


def typed(page: Page, world: World) -> None:
    """The usual order is typed."""
    page.goto(f"/prepare/{world.ruths_visit.pk}/")
    page.get_by_label("Dose by weight").fill("0.5")
    page.get_by_label("Length", exact=True).fill("40")


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

    def test_is_not_on_a_nurses_page(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """She did not ask for it, and it argues with nobody."""
        with page_of(browser, TABLET, at=live_server.url, as_person=world.mara) as mara:
            mara.goto(f"/prepare/{with_order(world).pk}/")
            expect(mara.locator("#order .line")).to_be_visible()
            expect(mara.locator("[data-preview]")).to_have_count(0)
