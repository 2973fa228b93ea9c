"""How far away it feels, 0 to 10: asked of the patient, written down with two taps, drawn in its lane."""

import pytest
from playwright.sync_api import Browser, expect

from tests.screens.infusion.fixture import pages
from tests.screens.infusion.looking import MEASURED, SIZES, screen

sizes = pytest.mark.parametrize("size", MEASURED)


class TestARating:
    @sizes
    def test_is_two_taps_with_large_keys(self, browser: Browser, size: str) -> None:
        """One opens the numbers, one writes it down; a gloved finger meets each."""
        with screen(browser, pages()["medium"], SIZES[size]) as (page, server):
            page.locator("#rating-open").click()
            for key in page.locator("#rating-sheet .numbers .key").all():
                box = key.bounding_box()
                assert box is not None
                assert min(box["width"], box["height"]) >= 64
            page.locator("#rating-sheet").get_by_role("button", name="7", exact=True).click()
            expect(page.locator("#rating-sheet")).to_be_hidden()
            expect(page.locator("#answer")).to_contain_text("Event 43.")
            ((name, fields),) = server.deeds
            assert name == "rating"
            assert (fields["scale"], fields["of_ten"], fields["seen"]) == ("felt", "7", "42")
            assert len(fields["key"]) >= 16

    def test_is_one_however_often_it_is_clicked(self, browser: Browser) -> None:
        """A double click is one rating, and falls on nothing else."""
        with screen(browser, pages()["medium"]) as (page, server):
            page.locator("#rating-open").click()
            page.locator("#rating-sheet").get_by_role("button", name="3", exact=True).dblclick()
            expect(page.locator("#rating-sheet")).to_be_hidden()
            assert [name for name, _fields in server.deeds] == ["rating"]

    def test_of_nausea_is_one_tap_further(self, browser: Browser) -> None:
        """The same numbers, another question."""
        with screen(browser, pages()["medium"]) as (page, server):
            page.locator("#rating-open").click()
            page.locator("#rating-sheet").get_by_role("button", name="Nausea").click()
            page.locator("#rating-sheet").get_by_role("button", name="10", exact=True).click()
            expect(page.locator("#rating-sheet")).to_be_hidden()
            assert [(fields["scale"], fields["of_ten"]) for _name, fields in server.deeds] == [("nausea", "10")]

    def test_that_did_not_reach_the_server_is_tried_again_under_its_key(self, browser: Browser) -> None:
        """The sheet stays, the line says so, and the second try is the same rating."""
        with screen(browser, pages()["medium"]) as (page, server):
            server.answers["rating"] = (503, {})
            page.locator("#rating-open").click()
            page.locator("#rating-sheet").get_by_role("button", name="4", exact=True).click()
            expect(page.locator("#answer")).to_contain_text("No answer came")
            del server.answers["rating"]
            four = page.locator("#rating-sheet").get_by_role("button", name="4", exact=True)
            expect(four).to_have_attribute("aria-pressed", "false")
            four.click()
            expect(page.locator("#rating-sheet")).to_be_hidden()
            assert len({fields["key"] for _name, fields in server.deeds}) == 1


class TestTheFeltLane:
    def test_has_a_square_with_its_number_for_every_rating(self, browser: Browser) -> None:
        """What was said is a square; what is modelled is a thin line through them."""
        with screen(browser, pages()["medium"]) as (page, _server):
            assert page.locator("#lane-felt [data-rating]").all_text_contents() == ["0", "2", "5"]
            expect(page.locator("#lane-felt .past [data-curve=felt]")).to_have_count(1)
            expect(page.locator("#figure-felt")).to_contain_text("5")
            expect(page.locator("#figure-felt")).to_contain_text("8 min ago")
