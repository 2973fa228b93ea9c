"""From booking to the running infusion, by people at browsers of their own."""

import re

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from handrail.clinic.models import Visit
from tests.people import World
from tests.screens.browser import TABLET, page_of
from tests.screens.prepare.doing import (
    check,
    kinds,
    make_usual_bag,
    order,
    press,
    with_bag,
    with_order,
    without_scripts,
)

pytestmark = pytest.mark.django_db(transaction=True)

FIGURES = ("0.7 mL", "100.7", "151")
"""What the maker of the usual bag came to."""


class TestTheWay:
    def test_leads_from_booking_to_started_with_two_people_at_two_browsers(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """Ines books, Dr Albrecht orders; Mara seats, binds and makes the bag; Jonas checks it on his own log-in; Mara starts."""
        at = live_server.url
        with page_of(browser, TABLET, at=at, as_person=world.ines) as ines:
            ines.goto("/prepare/")
            ines.get_by_label("Patient").select_option(label="Karl Morel, 1978-11-02")
            ines.get_by_label("Day").fill("2026-03-12")
            ines.get_by_label("Time").fill("15:30")
            press(ines, "Book the visit")
            expect(ines.locator(".said")).to_contain_text("Booked: Karl Morel, Thursday 12 March, 15:30.")
        visit = Visit.objects.get(patient=world.karl, infusion_number=2)
        page = f"/prepare/{visit.pk}/"
        with page_of(browser, TABLET, at=at, as_person=world.albrecht) as albrecht:
            albrecht.goto(page)
            order(albrecht, "0.5", "40")
            press(albrecht, "Order 35 mg over 40 min")
            expect(albrecht.locator("#order .line")).to_have_text("35 mg (0.5 mg/kg) over 40 min")
        with (
            page_of(browser, TABLET, at=at, as_person=world.mara) as mara,
            page_of(browser, TABLET, at=at, as_person=world.jonas) as jonas,
        ):
            jonas.goto(page)
            mara.goto(page)
            press(mara, "4 Room 3 free")
            press(mara, "Mara Lind that is you")
            press(mara, "Bind Monitor 3")
            mara.locator("#devices summary").first.click()
            press(mara, "Bind Pump 3")
            make_usual_bag(mara)
            expect(mara.locator("#check")).to_contain_text("A second person checks it, on their own log-in.")

            expect(jonas.locator("#check").get_by_role("button", name="Compare")).to_be_visible(timeout=15_000)
            sent = jonas.content()
            assert not [figure for figure in FIGURES if figure in sent]
            check(jonas, "0.7", "151")
            expect(jonas.locator("#check")).to_contain_text("Drawn volume and pump rate agree")

            start = mara.get_by_role("button", name="Start the infusion now")
            expect(start).to_be_visible(timeout=15_000)
            start.click()
            expect(mara).to_have_url(re.compile(f"/sessions/{visit.pk}/"))
            jonas.goto(page)
            expect(jonas.locator("#start")).to_contain_text("The infusion runs")
        assert kinds(visit) == [
            "InfusionOrdered",
            "PatientSeated",
            "WatcherNamed",
            "DeviceBound",
            "DeviceBound",
            "BagPrepared",
            "BagChecked",
            "InfusionStarted",
        ]


class TestAPress:
    def test_counts_once_when_it_is_a_double_click(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """One key, one order."""
        with page_of(browser, TABLET, at=live_server.url, as_person=world.albrecht) as page:
            page.goto(f"/prepare/{world.ruths_visit.pk}/")
            order(page, "0.5", "40")
            page.get_by_role("button", name="Order 35 mg over 40 min").dblclick()
            expect(page.locator("#order .line")).to_have_text("35 mg (0.5 mg/kg) over 40 min")
        assert kinds(world.ruths_visit).count("InfusionOrdered") == 1

    def test_on_a_page_that_comes_back_has_a_key_of_its_own(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """A page that the browser had kept may be pressed again: that is a new deed."""
        with page_of(browser, TABLET, at=live_server.url, as_person=world.mara) as page:
            page.goto(f"/prepare/{world.ruths_visit.pk}/")
            every_key = "[...document.querySelectorAll('[data-key]')].map(one => one.value)"
            before = page.evaluate(every_key)
            page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
            after = page.evaluate(every_key)
            assert len(set(before) | set(after)) == 2 * len(before) > 0

    def test_needs_no_script(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """The same forms, the same answers."""
        with without_scripts(browser, world.albrecht, at=live_server.url) as page:
            page.goto(f"/prepare/{world.ruths_visit.pk}/")
            order(page, "0,5", "40")
            expect(page.locator("#order .wrong")).to_have_text("Is 0,5 meant as 0.5? Write it with a point.")
            expect(page.get_by_label("Dose by weight")).to_have_value("0,5")
            order(page, "0.5", "40")
            press(page, "Order 35 mg over 40 min")
            expect(page.locator("#order .line")).to_have_text("35 mg (0.5 mg/kg) over 40 min")

    def test_can_be_made_by_the_keyboard_alone(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """From the field to the order, without a mouse."""
        with page_of(browser, TABLET, at=live_server.url, as_person=world.albrecht) as page:
            page.goto(f"/prepare/{world.ruths_visit.pk}/")
            page.get_by_label("Dose by weight").focus()
            page.keyboard.type("0,5")
            page.keyboard.press("Tab")
            page.keyboard.type("40")
            with page.expect_navigation(wait_until="load"):
                page.keyboard.press("Enter")
            expect(page.get_by_label("Dose by weight")).to_be_focused()
            page.get_by_label("Dose by weight").fill("0.5")
            with page.expect_navigation(wait_until="load"):
                page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            expect(page.get_by_role("button", name="Order 35 mg over 40 min")).to_be_focused()
            with page.expect_navigation(wait_until="load"):
                page.keyboard.press("Enter")
            expect(page.locator("#order .line")).to_have_text("35 mg (0.5 mg/kg) over 40 min")


class TestTwoPeopleAtOnce:
    def test_see_what_the_other_did_without_loading_the_page(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """Mara waits for the order: there it is."""
        with page_of(browser, TABLET, at=live_server.url, as_person=world.mara) as page:
            page.goto(f"/prepare/{world.ruths_visit.pk}/")
            expect(page.locator("#order")).to_contain_text("A physician orders.")
            with_order(world)
            expect(page.locator("#order .line")).to_have_text("35 mg (0.5 mg/kg) over 40 min", timeout=15_000)

    def test_lose_nothing_that_they_have_begun_to_type(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """A line says that something changed, and the page stays until she asks for it."""
        with_bag(world, world.mara)
        with page_of(browser, TABLET, at=live_server.url, as_person=world.jonas) as page:
            page.goto(f"/prepare/{world.ruths_visit.pk}/")
            page.get_by_label("Drawn into the syringe").fill("0.7")
            with page_of(browser, TABLET, at=live_server.url, as_person=world.albrecht) as other:
                other.goto(f"/prepare/{world.ruths_visit.pk}/")
                check(other, "0.7", "151")
            expect(page.locator("#changed")).to_be_visible(timeout=15_000)
            expect(page.get_by_label("Drawn into the syringe")).to_have_value("0.7")
            page.get_by_role("link", name="Show it").click()
            expect(page.locator("#check .by")).to_contain_text("Dr Albrecht")
