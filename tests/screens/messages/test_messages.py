"""Messages, pager, addresses and the page behind a link, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from handrail.care.messages import links
from handrail.clinic.models import Contact, Message
from handrail.clinic.outgoing import Outgoing
from tests.letters import letter, page_for, unclear_letter
from tests.mailing import URL
from tests.people import World
from tests.screens.browser import DESK, PHONE, faults, overflow, page_of
from tests.screens.languages import languages

pytestmark = pytest.mark.django_db(transaction=True)
sizes = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


class TestThePages:
    @languages
    @sizes
    def test_can_be_used_by_everybody(
        self, browser: Browser, live_server: LiveServer, world: World, size: ViewportSize, language: str
    ) -> None:
        """No fault by WCAG 2.2 AA and nothing cut off: full, empty, and with a refused address."""
        world.brandt.language = language
        world.brandt.save()
        with page_of(browser, size, at=live_server.url, as_person=world.brandt, language=language) as page:
            for path in ("/messages/", "/pager/"):
                page.goto(path)
                assert (faults(page), overflow(page)) == ([], 0)
            unclear_letter(world)
            page_for(world)
            for path in ("/messages/", "/pager/", f"/clinic/patients/{world.ruths.pk}/"):
                page.goto(path)
                assert (faults(page), overflow(page)) == ([], 0)
            section = page.locator("section.addresses")
            section.locator("summary").click()
            section.locator("details form button").click()
            expect(page.get_by_role("alert")).to_be_visible()
            assert (faults(page), overflow(page)) == ([], 0)

    @languages
    @sizes
    def test_behind_a_link_can_be_used_by_everybody(
        self, browser: Browser, live_server: LiveServer, world: World, settings: Any, size: ViewportSize, language: str
    ) -> None:
        """Without a log-in, in the patient's language whatever the browser's is: one tap, and again one."""
        settings.OUTGOING = Outgoing(URL)
        world.ruths.language = language
        world.ruths.save()
        letter(world)
        path = links.about_address(Contact.objects.get()).removeprefix(URL)
        with page_of(browser, size, at=live_server.url, language="en") as page:
            page.goto(path)
            expect(page.locator("html")).to_have_attribute("lang", language)
            assert (faults(page), overflow(page)) == ([], 0)
            page.get_by_role("button").click()
            expect(page.get_by_role("heading", level=1)).to_have_text(
                {"en": "No more messages come here.", "es": "Ya no llegan mensajes aquí."}[language]
            )
            assert (faults(page), overflow(page)) == ([], 0)
            page.get_by_role("button").click()
            expect(page.get_by_role("button")).to_have_count(1)
            page.goto("/address/nonsense/")
            assert (faults(page), overflow(page)) == ([], 0)


class TestAnUnclearMessage:
    def test_is_decided_with_the_keyboard_alone(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """The key says what it does; then nothing is open."""
        unclear_letter(world)
        with page_of(browser, DESK, at=live_server.url, as_person=world.mara) as page:
            page.goto("/messages/?show=unclear")
            page.get_by_role("button", name="It arrived").focus()
            page.keyboard.press("Enter")
            expect(page.locator(".said")).to_contain_text("Noted: it arrived.")
            expect(page.locator("main")).to_contain_text("None of these.")
        assert Message.objects.get(template="questions").state == "sent"


class TestThePager:
    def test_calls_on_every_screen_until_somebody_has_it(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """It comes by itself, also to who did not load the page again, and goes when another has it."""
        with (
            page_of(browser, PHONE, at=live_server.url, as_person=world.jonas) as jonas,
            page_of(browser, DESK, at=live_server.url, as_person=world.mara) as mara,
        ):
            for page in (jonas, mara):
                page.goto("/pager/")
                expect(page.get_by_role("heading", name="Nobody calls")).to_be_visible()
            page_for(world)
            for page in (jonas, mara):
                expect(page.get_by_role("button", name="I have it")).to_be_visible(timeout=20_000)
            expect(jonas).to_have_title("(1) Pager")
            mara.get_by_role("button", name="I have it").click()
            expect(jonas.get_by_role("heading", name="Nobody calls")).to_be_visible(timeout=20_000)
            expect(jonas.locator(".had")).to_contain_text("Mara Lind")

    def test_says_when_it_cannot_look_again(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """Silence must not look like quiet."""
        with page_of(browser, PHONE, at=live_server.url, as_person=world.jonas) as page:
            page.goto("/pager/")
            page.context.set_offline(True)
            expect(page.get_by_role("alert")).to_contain_text("This page cannot look again", timeout=20_000)
            page.context.set_offline(False)
            expect(page.get_by_role("alert")).to_have_count(0, timeout=20_000)
