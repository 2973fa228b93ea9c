"""The questionnaire in a real browser: by thumb, by keyboard, with a connection that comes and goes, on two devices at once."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from handrail.care import course, questionnaire
from handrail.clinic.models import Person
from handrail.pathway.course import Answered
from tests.asking import all_of, answered, asked
from tests.people import NOW, World
from tests.screens.browser import DESK, PHONE, SIZES, faults, log_in, overflow, page_of
from tests.screens.languages import languages

pytestmark = pytest.mark.django_db(transaction=True)

LEAST_TARGET = 48
"""CSS pixels on a side of whatever a thumb is to meet."""


@pytest.fixture
def phq_9(world: World) -> str:
    """Ruth has been asked: her page of it."""
    return f"/me/questions/{asked(world.ruths, 'phq_9', by=world.mara)}/"


def opened(page: Page, address: str) -> None:
    """The page, once its script is at work."""
    page.goto(address)
    expect(page.locator("#questions[data-ready]")).to_be_visible()


def here(page: Page) -> Locator:
    """The question that is shown, of a page that shows one."""
    return page.locator(".ask.here")


def said(page: Page, words: str) -> None:
    """The page says this to everybody, also to a screen reader."""
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def saved(page: Page) -> None:
    """Everything has reached the server."""
    expect(page.locator("#questions")).to_have_attribute("data-state", "saved")


def draft(world: World, address: str) -> dict[str, str]:
    """What the server has."""
    kept = questionnaire.kept(world.ruths, address.split("/")[3])
    return {item: one.answer for item, one in kept.answers.items()}


def the_answer(world: World) -> Answered:
    """What was sent."""
    (found,) = course.of(world.ruths).answered
    return found


class TestOnATelephone:
    def test_one_question_stands_at_a_time_within_reach_of_a_thumb(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """Its answers in the lower two thirds, the key to go on below them, each as large as a thumb, nothing to scroll."""
        with page_of(browser, PHONE, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            expect(page.locator(".ask:visible")).to_have_count(1)
            for one in (*here(page).locator(".choice").all(), page.get_by_role("button", name="Next")):
                box = one.bounding_box()
                assert box is not None
                assert min(box["width"], box["height"]) >= LEAST_TARGET
                assert box["y"] > PHONE["height"] / 3
                assert box["y"] + box["height"] <= PHONE["height"]

    def test_goes_from_question_to_question_and_ends_in_thanks(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """A tap for an answer, a tap to go on; back is there; what stayed open is said before it is sent."""
        with page_of(browser, PHONE, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            for number in range(1, 9):
                expect(page.locator("[data-part=progress]")).to_have_text(f"Question {number} of 10")
                here(page).get_by_text("Several days").click()
                page.get_by_role("button", name="Next").click()
            here(page).get_by_text("I’d rather not say").click()
            page.get_by_role("button", name="Next").click()
            page.get_by_role("button", name="Back").click()
            expect(here(page).get_by_label("I’d rather not say")).to_be_checked()
            page.get_by_role("button", name="Next").click()
            page.get_by_role("button", name="Next").click()
            expect(page.locator("#end")).to_contain_text("Without an answer: 10.")
            saved(page)
            page.get_by_role("button", name="Send without them").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Thank you.")
        assert the_answer(world).said.answers == {str(item): "1" for item in range(1, 9)}
        assert the_answer(world).said.left_out == ("9", "10")

    def test_a_figure_from_0_to_10_is_two_rows_of_keys(
        self, browser: Browser, live_server: LiveServer, world: World
    ) -> None:
        """Each as large as a thumb, all in sight with the key that sends."""
        with page_of(browser, PHONE, at=live_server.url, as_person=world.ruth) as page:
            opened(page, f"/me/questions/{asked(world.ruths, 'mood', by=world.mara)}/")
            keys = page.locator(".choice:not(.rather-not)")
            expect(keys).to_have_count(11)
            boxes = [one.bounding_box() for one in keys.all()]
            assert len({box["y"] for box in boxes if box}) == 2
            assert min(min(box["width"], box["height"]) for box in boxes if box) >= LEAST_TARGET
            page.get_by_label("7", exact=True).click()
            saved(page)
            page.get_by_role("button", name="Send").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Thank you.")
        assert the_answer(world).said.answers == {"1": "7"}


class TestHowItIsShown:
    def test_is_all_at_once_at_a_desk_until_the_person_chooses(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """The choice holds on every device."""
        with page_of(browser, DESK, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            expect(page.locator(".ask:visible")).to_have_count(10)
            with page.expect_response("**/questions/shown"):
                page.get_by_role("button", name="One at a time").click()
            expect(page.locator(".ask:visible")).to_have_count(1)
        with page_of(browser, DESK, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            expect(page.locator(".ask:visible")).to_have_count(1)
            expect(page.get_by_role("button", name="One at a time")).to_have_attribute("aria-pressed", "true")


class TestByKeyboardAlone:
    def test_digits_and_arrows_choose_and_enter_goes_on_until_it_is_sent(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """From the first question to the thanks without a pointer."""
        with page_of(browser, DESK, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            page.locator("input[name='a.1']").first.focus()
            page.keyboard.press("2")
            expect(page.locator("input[name='a.1'][value='2']")).to_be_checked()
            page.keyboard.press("Enter")
            page.keyboard.press("ArrowDown")
            expect(page.locator("input[name='a.2'][value='1']")).to_be_checked()
            for _ in range(3, 11):
                page.keyboard.press("Enter")
                page.keyboard.press("0")
            page.keyboard.press("Enter")
            expect(page.get_by_role("button", name="Send")).to_be_focused()
            saved(page)
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", level=1)).to_have_text("Thank you.")
        assert [the_answer(world).said.answers[item] for item in "129"] == ["2", "1", "0"]

    def test_one_at_a_time_the_focus_stands_in_the_question_that_is_read_out(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """A group whose name says which question of how many it is."""
        Person.objects.filter(pk=world.ruth.pk).update(questions_shown="one")
        with page_of(browser, DESK, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            here(page).get_by_role("radio").first.focus()
            page.keyboard.press("3")
            page.keyboard.press("Enter")
            name = re.compile("^Question 2 of 10. Over the last 2 weeks.*Feeling down, depressed, or hopeless$")
            group = page.get_by_role("group", name=name)
            expect(group.get_by_role("radio").first).to_be_focused()

    def test_ten_is_a_one_and_a_nought(self, browser: Browser, live_server: LiveServer, world: World) -> None:
        """And a one alone is a one."""
        with page_of(browser, DESK, at=live_server.url, as_person=world.ruth) as page:
            opened(page, f"/me/questions/{asked(world.ruths, 'mood', by=world.mara)}/")
            page.locator("input[name='a.1']").first.focus()
            page.keyboard.press("1")
            expect(page.get_by_label("1", exact=True)).to_be_checked()
            page.keyboard.press("0")
            expect(page.get_by_label("10", exact=True)).to_be_checked()
            saved(page)

    def test_everything_is_reached_in_its_order(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """Tab leads through the questions to the key that sends, and shows where it is."""
        with page_of(browser, DESK, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            page.locator("input[name='a.9']").first.focus()
            for name in ("a.10", "go"):
                page.keyboard.press("Tab")
                assert page.evaluate("document.activeElement.name") == name
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


class TestADroppedConnection:
    def test_keeps_the_answers_says_so_calmly_and_sends_them_when_it_is_back(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """Nothing is asked twice, nothing is lost."""
        with page_of(browser, PHONE, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            page.context.set_offline(True)
            here(page).get_by_text("Nearly every day").click()
            said(page, "No connection. Your answers are kept on this device and sent when it is back.")
            page.get_by_role("button", name="Next").click()
            here(page).get_by_text("Several days").click()
            assert draft(world, phq_9) == {}
            page.context.set_offline(False)
            said(page, "The connection is back. Everything is saved.")
        assert draft(world, phq_9) == {"1": "3", "2": "1"}

    def test_while_sending_sends_as_soon_as_it_is_back(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """Once, whatever had arrived before."""
        with page_of(browser, DESK, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            for item in range(1, 11):
                page.locator(f"input[name='a.{item}'][value='0']").check(force=True)
            saved(page)
            page.context.set_offline(True)
            page.get_by_role("button", name="Send").click()
            said(page, "Your answers are sent as soon as it is back")
            page.context.set_offline(False)
            expect(page.get_by_role("heading", level=1)).to_have_text("Thank you.")
        assert len(the_answer(world).said.answers) == 10

    def test_outlasts_the_page(self, browser: Browser, live_server: LiveServer, world: World, phq_9: str) -> None:
        """Closed without a connection, opened again with one: what waited in the browser is sent, and nothing stays there."""
        with page_of(browser, DESK, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            page.route("**/answer", lambda route: route.abort())
            page.locator("input[name='a.4'][value='2']").check(force=True)
            said(page, "No connection.")
            page.unroute("**/answer")
            opened(page, phq_9)
            saved(page)
            expect(page.locator("input[name='a.4'][value='2']")).to_be_checked()
            assert page.evaluate("Object.keys(localStorage).length") == 0
        assert draft(world, phq_9) == {"4": "2"}

    def test_of_a_log_in_that_ended_keeps_the_answers_too(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """And says what to do; no answer of hers is sent as somebody else's."""
        with page_of(browser, DESK, at=live_server.url, as_person=world.ruth) as page:
            opened(page, phq_9)
            page.context.clear_cookies(name="sessionid")
            page.locator("input[name='a.1'][value='2']").check(force=True)
            said(page, "log in again, and they are sent")
            (kept,) = page.evaluate("Object.entries(localStorage)")
            assert world.ruth.pk in kept[0]
            assert json.loads(kept[1])["answers"]["1"]["answer"] == "2"


class TestTwoDevices:
    def test_the_second_goes_on_where_the_first_stopped(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """Begun on a telephone, ended at a desk."""
        with page_of(browser, PHONE, at=live_server.url, as_person=world.ruth) as phone:
            opened(phone, phq_9)
            here(phone).get_by_text("Several days").click()
            saved(phone)
        with page_of(browser, PHONE, at=live_server.url, as_person=world.ruth) as tablet:
            opened(tablet, phq_9)
            expect(tablet.locator("[data-part=progress]")).to_have_text("Question 2 of 10")
            tablet.get_by_role("button", name="Back").click()
            expect(here(tablet).get_by_label("Several days")).to_be_checked()

    def test_at_once_are_told_of_each_other_and_the_later_answer_stands(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """Without a word lost on either."""
        at = live_server.url
        with page_of(browser, DESK, at=at, as_person=world.ruth) as one:
            opened(one, phq_9)
            one.locator("input[name='a.1'][value='0']").check(force=True)
            saved(one)
            with page_of(browser, DESK, at=at, as_person=world.ruth) as other:
                opened(other, phq_9)
                other.locator("input[name='a.1'][value='3']").check(force=True)
                saved(other)
            one.locator("input[name='a.2'][value='1']").check(force=True)
            said(one, "Answered on another device: question 1.")
            expect(one.locator("input[name='a.1'][value='3']")).to_be_checked()
        assert draft(world, phq_9) == {"1": "3", "2": "1"}

    def test_of_which_one_has_sent_tells_the_other(
        self, browser: Browser, live_server: LiveServer, world: World, phq_9: str
    ) -> None:
        """As soon as it is looked at again."""
        at = live_server.url
        with page_of(browser, DESK, at=at, as_person=world.ruth) as one:
            opened(one, phq_9)
            with page_of(browser, DESK, at=at, as_person=world.ruth) as other:
                opened(other, phq_9)
                other.get_by_role("button", name="Send").click()
                other.get_by_role("button", name="Send without them").click()
                expect(other.get_by_role("heading", level=1)).to_have_text("Thank you.")
            one.evaluate("dispatchEvent(new Event('focus'))")
            said(one, "These questions were sent or taken back in the meantime.")


class TestWithoutScripts:
    @pytest.fixture
    def plain(self, browser: Browser, live_server: LiveServer, world: World) -> Any:
        context: BrowserContext = browser.new_context(
            viewport=PHONE, base_url=live_server.url, java_script_enabled=False, user_agent="Phone Mobile"
        )
        context.add_cookies([{"name": "sessionid", "value": log_in(world.ruth), "url": live_server.url}])
        yield context.new_page()
        context.close()

    def test_it_is_a_plain_form_from_the_first_question_to_the_thanks(
        self, plain: Page, world: World, phq_9: str
    ) -> None:
        """A page a question, then what is still open, then thanks."""
        plain.goto(phq_9)
        for number in range(1, 10):
            expect(plain.get_by_text(f"Question {number} of 10", exact=True)).to_be_visible()
            plain.get_by_text("Several days").locator("visible=true").click()
            plain.get_by_role("button", name="Next").click()
        plain.get_by_role("button", name="Next").click()
        plain.get_by_role("button", name="Send").click()
        expect(plain.get_by_role("alert")).to_contain_text("Without an answer: 10.")
        plain.get_by_role("button", name="Send without them").click()
        expect(plain.get_by_role("heading", level=1)).to_have_text("Thank you for telling us.")
        assert the_answer(world).said.left_out == ("10",)


class TestEverybody:
    @pytest.mark.parametrize("dark", [False, True], ids=["paper", "dusk"])
    @languages
    @pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
    def test_can_use_the_patients_pages(
        self,
        browser: Browser,
        live_server: LiveServer,
        world: World,
        phq_9: str,
        size: ViewportSize,
        language: str,
        dark: bool,
    ) -> None:
        """No fault by WCAG 2.2 AA, nothing cut off: the start page, the questions, the darkest one, the end, the thanks."""
        Person.objects.filter(pk=world.ruth.pk).update(language=language, questions_shown="one" if dark else "")
        with page_of(browser, size, at=live_server.url, as_person=world.ruth, language=language, dark=dark) as page:
            for address in ("/me/", phq_9, f"{phq_9}?at=9", f"{phq_9}?at=11"):
                page.goto(address)
                assert (faults(page), overflow(page)) == ([], 0), address
            opened(page, f"{phq_9}?at=9")
            page.locator("input[name='a.9'][value='1']").check(force=True)
            saved(page)
            opened(page, f"{phq_9}?at=11")
            page.locator("[data-part=send]").click()
            if page.locator(".ask:visible").count():
                page.locator("[data-part=send]").click()
            expect(page.locator("#help")).to_be_visible()
            assert (faults(page), overflow(page)) == ([], 0)

    @languages
    @pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
    def test_can_use_the_staffs_pages(
        self, browser: Browser, live_server: LiveServer, world: World, size: ViewportSize, language: str
    ) -> None:
        """What was answered with everything open, what can be asked, and a form that staff fill in."""
        answers = all_of("phq_9", "1", item_9="2")
        answered(world.ruths, "phq_9", answers, asked_by=world.mara, by=world.ruth, at=NOW)
        recovery = asked(world.ruths, "recovery", by=world.mara)
        Person.objects.filter(pk=world.mara.pk).update(language=language)
        with page_of(browser, size, at=live_server.url, as_person=world.mara, language=language) as page:
            page.goto(f"/patients/{world.ruths.pk}/questions/")
            for details in page.locator("details").all():
                details.evaluate("one => { one.open = true }")
            assert (faults(page), overflow(page)) == ([], 0)
            opened(page, f"/patients/{world.ruths.pk}/questions/{recovery}/")
            assert (faults(page), overflow(page)) == ([], 0)
