"""A real clinic's first day in a real browser: from nothing but log-ins to the first infusion that runs."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from handrail.clinic.models import Visit
from tests.screens.browser import SIZES, TABLET, faults, overflow, page_of
from tests.screens.clinic.conftest import Empty
from tests.screens.languages import languages
from tests.screens.prepare.doing import check, make_usual_bag, order, press

pytestmark = pytest.mark.django_db(transaction=True)


def add_nadia(page: Page) -> None:
    """Somebody of 70 kg, for six infusions."""
    section = page.get_by_role("region", name="Patients")
    section.get_by_label("Full name").fill("Nadia Roth")
    section.get_by_label("Day of birth").fill("1990-04-01")
    section.get_by_label("Sex, as the models need it").select_option("female")
    section.get_by_label("Weight").fill("70")
    section.get_by_label("Infusions planned").fill("6")
    press(page, "Put on the list")
    expect(page.locator(".said")).to_contain_text("Nadia Roth is on the list.")


def register_monitor(page: Page) -> None:
    """By what it sends."""
    section = page.get_by_role("region", name="Devices")
    section.get_by_label("What it is called here").fill("Monitor 1")
    section.get_by_label("Kind").select_option("monitor")
    section.get_by_label("Sender").fill("MON1|LAKESIDE")
    press(page, "Register the device")
    expect(page.locator(".said")).to_contain_text("Monitor 1 is registered.")


class TestANewClinic:
    def test_comes_from_nothing_to_its_first_running_infusion(
        self, browser: Browser, live_server: LiveServer, empty: Empty
    ) -> None:
        """Ines puts a patient and a monitor on the lists and books; the others do what they always do."""
        at = live_server.url
        with page_of(browser, TABLET, at=at, as_person=empty.ines) as ines:
            ines.goto("/")
            ines.get_by_role("navigation", name="Places").get_by_role("link", name="Clinic").click()
            expect(ines.locator("main")).to_contain_text("Nobody is on the list yet.")
            add_nadia(ines)
            register_monitor(ines)
            ines.goto("/prepare/")
            ines.get_by_label("Patient").select_option(label="Nadia Roth, 1990-04-01")
            ines.get_by_label("Day").fill("2026-03-12")
            ines.get_by_label("Time").fill("15:30")
            press(ines, "Book the visit")
        visit = Visit.objects.get(patient__name="Nadia Roth")
        page = f"/prepare/{visit.pk}/"
        with page_of(browser, TABLET, at=at, as_person=empty.albrecht) as albrecht:
            albrecht.goto(page)
            order(albrecht, "0.5", "40")
            press(albrecht, "Order 35 mg over 40 min")
        with page_of(browser, TABLET, at=at, as_person=empty.mara) as mara:
            mara.goto(page)
            press(mara, "1 Room 1 free")
            press(mara, "Mara Lind that is you")
            press(mara, "Bind Monitor 1")
            make_usual_bag(mara)
            with page_of(browser, TABLET, at=at, as_person=empty.jonas) as jonas:
                jonas.goto(page)
                check(jonas, "0.7", "151")
            mara.goto(page)
            mara.get_by_role("button", name="Start the infusion now").click()
            expect(mara).to_have_url(re.compile(f"/sessions/{visit.pk}/"))
            mara.goto(page)
            expect(mara.locator("#start")).to_contain_text("The infusion runs")


class TestTheLists:
    @languages
    @pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
    def test_can_be_used_by_everybody_on_every_size(
        self, browser: Browser, live_server: LiveServer, empty: Empty, size: ViewportSize, language: str
    ) -> None:
        """No fault by WCAG 2.2 AA, nothing cut off: the lists empty, a form refused, and one patient's entry."""
        empty.brandt.language = language
        empty.brandt.save()
        with page_of(browser, size, at=live_server.url, as_person=empty.brandt, language=language) as page:
            page.goto("/clinic/")
            assert (faults(page), overflow(page)) == ([], 0)
            page.get_by_role("region").first.locator("form button").click()
            expect(page.get_by_role("alert")).to_be_visible()
            assert (faults(page), overflow(page)) == ([], 0)
            page.locator("#patient-name").fill("Nadia Roth")
            page.locator("#patient-birth_date").fill("1990-04-01")
            page.locator("#patient-sex").select_option("female")
            page.locator("#patient-weight_kg").fill("70")
            page.locator("#patient-planned_infusions").fill("6")
            page.get_by_role("region").first.locator("form button").click()
            page.get_by_role("link", name="Nadia Roth").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Nadia Roth")
            assert (faults(page), overflow(page)) == ([], 0)
