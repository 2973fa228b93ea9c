"""Coming in, and a patient's own page, in a real browser."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from handrail.clinic.models import Person
from tests.people import PASSWORD, World, clinic_time, give_password, small_world
from tests.screens.browser import DESK, PHONE, SIZES, faults, overflow, page_of
from tests.screens.languages import languages

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    with clinic_time():
        yield small_world()


def speaks(person: Person, language: str) -> Person:
    """The person reads this language."""
    person.language = language
    person.save()
    return person


def right_of_the_line(page: Page) -> bool:
    """Whether every stop's dot lies on the one line, to the pixel."""
    return bool(
        page.evaluate(
            """() => {
                const rail = document.querySelector('.hall')
                const line = rail.getBoundingClientRect().left + parseFloat(getComputedStyle(rail, '::before').left) + 1
                return [...document.querySelectorAll('.stop')].every(stop => {
                    const dot = getComputedStyle(stop, '::before')
                    const middle = stop.getBoundingClientRect().left + parseFloat(dot.left) + parseFloat(dot.width) / 2
                    return Math.abs(middle - line) <= 1
                })
            }"""
        )
    )


class TestTheLogInPage:
    @languages
    @pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
    def test_can_be_used_by_everybody_on_every_size(
        self, browser: Browser, live_server: LiveServer, size: ViewportSize, language: str
    ) -> None:
        """No fault by WCAG 2.2 AA, nothing cut off, everything on the line."""
        with page_of(browser, size, at=live_server.url, language=language) as page:
            page.goto("/login/")
            assert faults(page) == []
            assert overflow(page) == 0
            assert right_of_the_line(page)

    def test_lets_a_nurse_in_with_the_keyboard_alone(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """The first field waits for her, Enter is enough."""
        give_password(world.mara)
        with page_of(browser, at=live_server.url) as page:
            page.goto("/login/?next=/account/")
            expect(page.get_by_label("Name")).to_be_focused()
            page.keyboard.type("mara")
            page.keyboard.press("Tab")
            page.keyboard.type(PASSWORD)
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", name="Mara Lind")).to_be_visible()

    def test_says_kindly_what_does_not_fit_and_keeps_the_name(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """Only the password has to be typed again, and the cursor waits there."""
        with page_of(browser, at=live_server.url) as page:
            page.goto("/login/")
            page.get_by_label("Name").fill("mara")
            page.get_by_label("Password").fill("wrong")
            page.get_by_role("button", name="Log in").click()
            expect(page.get_by_role("alert")).to_contain_text("do not go together")
            expect(page.get_by_label("Name")).to_have_value("mara")
            expect(page.get_by_label("Password")).to_be_focused()
            assert faults(page) == []

    def test_changes_its_language_with_one_tap(self, browser: Browser, live_server: LiveServer) -> None:
        """And stays so in this browser."""
        with page_of(browser, PHONE, at=live_server.url) as page:
            page.goto("/login/")
            page.get_by_role("button", name="Español").click()
            expect(page.get_by_role("heading", name="Entrar")).to_be_visible()
            page.reload()
            expect(page.get_by_label("Contraseña")).to_be_visible()

    @pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
    def test_of_a_demonstration_lets_each_person_in_with_one_tap(
        self, browser: Browser, live_server: LiveServer, world: World, settings: LazySettings, size: ViewportSize
    ) -> None:
        """Large enough for a finger, and marked as invented."""
        settings.DEMO = True
        for clinic in (world.riverside, world.hillside):
            clinic.demonstration = True
            clinic.save()
        with page_of(browser, size, at=live_server.url) as page:
            page.goto("/login/")
            assert faults(page) == []
            assert overflow(page) == 0
            row = page.get_by_role("button", name="Ruth Amsel patient")
            box = row.bounding_box()
            assert box is not None
            assert box["height"] >= 64
            row.click()
            expect(page.get_by_role("heading", level=1)).to_have_text("You are here now.")
            expect(page.get_by_text("everybody here is invented")).to_be_visible()
            assert faults(page) == []


class TestAPatientsOwnPage:
    @languages
    @pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
    @pytest.mark.parametrize("dark", [False, True], ids=["paper", "dusk"])
    def test_can_be_read_by_everybody_by_day_and_by_night(
        self, browser: Browser, live_server: LiveServer, world: World, size: ViewportSize, language: str, dark: bool
    ) -> None:
        """No fault by WCAG 2.2 AA, nothing cut off, in either light."""
        ruth = speaks(world.ruth, language)
        with page_of(browser, size, at=live_server.url, as_person=ruth, dark=dark) as page:
            page.goto("/me/")
            expect(page.locator("html")).to_have_attribute("data-look", "dusk" if dark else "paper")
            expect(page.locator("html")).to_have_attribute("lang", language)
            assert faults(page) == []
            assert overflow(page) == 0

    def test_turns_dark_while_it_is_open(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """As her phone does in the evening, without a reload."""
        with page_of(browser, PHONE, at=live_server.url, as_person=world.ruth) as page:
            page.goto("/me/")
            expect(page.locator("html")).to_have_attribute("data-look", "paper")
            page.emulate_media(color_scheme="dark")
            expect(page.locator("html")).to_have_attribute("data-look", "dusk")

    def test_says_when_where_and_who_to_call(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """And that nobody watches it."""
        with page_of(browser, PHONE, at=live_server.url, as_person=world.ruth) as page:
            page.goto("/me/")
            expect(page.get_by_role("heading", level=1)).to_have_text("You are here now.")
            expect(page.get_by_text("Room 3, chair 3").first).to_be_visible()
            expect(page.get_by_text("Nobody watches this page.")).to_be_visible()

    def test_is_left_with_one_tap(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """A borrowed phone keeps nothing."""
        with page_of(browser, PHONE, at=live_server.url, as_person=world.ruth) as page:
            page.goto("/me/")
            page.get_by_role("button", name="Log out").click()
            expect(page.get_by_role("heading", name="Log in")).to_be_visible()
            page.goto("/me/")
            expect(page.get_by_role("heading", name="Log in")).to_be_visible()


class TestAPagesErrors:
    @pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
    def test_are_said_in_the_persons_own_look(
        self, browser: Browser, live_server: LiveServer, world: World, size: ViewportSize
    ) -> None:
        """The dim room for a nurse, paper for a patient, and a way on for both."""
        for person, look in ((world.mara, "room"), (world.ruth, "paper")):
            with page_of(browser, size, at=live_server.url, as_person=person) as page:
                page.goto("/no-such-page/")
                expect(page.locator("html")).to_have_attribute("data-look", look)
                expect(page.get_by_role("link", name="Go to your first page")).to_be_visible()
                assert faults(page) == []


class TestAPersonsSettings:
    def test_can_be_changed_by_everybody(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """Language and look, each with one tap."""
        for person in (world.albrecht, world.ruth):
            with page_of(browser, PHONE, at=live_server.url, as_person=person) as page:
                page.goto("/account/")
                assert faults(page) == []
                assert overflow(page) == 0
                page.get_by_role("main").get_by_role("button", name="Español").click()
                expect(page.get_by_role("heading", name="Idioma")).to_be_visible()
