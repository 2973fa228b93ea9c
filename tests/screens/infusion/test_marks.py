"""Marks: one tap keeps the moment, the words come after it or never."""

import pytest
from playwright.sync_api import Browser, expect

from tests.screens.infusion.fixture import pages
from tests.screens.infusion.looking import screen, step
from tests.screens.infusion.server import PATH
from tests.screens.infusion.visit import Json, at, mark, minute


class TestOneTap:
    def test_keeps_the_moment_before_anything_is_asked(self, browser: Browser) -> None:
        """The deed is sent with the tap; the sheet opens after it."""
        with screen(browser, pages()["quiet"]) as (page, server):
            server.page.view["marks"].append(mark(6, "symptom", 24.4, said=False))
            page.get_by_role("button", name="Symptom").click()
            sheet = page.get_by_role("dialog", name="6 Symptom")
            expect(sheet).to_be_visible()
            (deed,) = server.deeds
            assert deed[0] == "mark"
            assert deed[1]["kind"] == "symptom"
            assert deed[1]["at"].startswith("2026-11-20T13:30:")

    def test_may_be_left_without_words(self, browser: Browser) -> None:
        """Later is an answer; the mark stands and says that it has no words."""
        with screen(browser, pages()["quiet"]) as (page, server):
            server.page.view["marks"].append(mark(6, "comfort", 24.4, said=False))
            page.get_by_role("button", name="Comfort").click()
            page.get_by_role("dialog").get_by_role("button", name="Later").click()
            expect(page.get_by_role("dialog")).to_be_hidden()
            assert [name for name, _fields in server.deeds] == ["mark"]
            unsaid = page.get_by_label("Marks without words").get_by_role("listitem")
            expect(unsaid).to_have_count(2)
            expect(unsaid.first).to_contain_text("Comfort")
            expect(page.locator('#lane-axis [data-mark="6"]')).to_have_class("mark no-words")


class TestTheWords:
    def test_are_one_more_tap_where_they_are_common(self, browser: Browser) -> None:
        """What is often so has a key of its own."""
        with screen(browser, pages()["quiet"]) as (page, server):
            server.page.view["marks"].append(mark(6, "comfort", 24.4, said=False))
            page.get_by_role("button", name="Comfort").click()
            page.get_by_role("button", name="Music softer").click()
            expect(page.get_by_role("status")).to_contain_text("describe at")
            assert server.deeds[1][0] == "describe"
            assert server.deeds[1][1]["mark"] == "6"
            assert server.deeds[1][1]["words"] == "Music softer"
            assert "at" not in server.deeds[1][1]

    def test_may_be_typed_and_the_moment_set_earlier(self, browser: Browser) -> None:
        """What was noticed late is charted when it was."""
        with screen(browser, pages()["quiet"]) as (page, server):
            page.get_by_label("Marks without words").get_by_role("button", name="say what it was").click()
            sheet = page.get_by_role("dialog", name="5 Mark")
            sheet.get_by_role("button", name="−5 min").click()
            sheet.get_by_role("button", name="−1 min").click()
            expect(sheet).to_contain_text("14:20:24")
            page.get_by_label("What was it?").fill("cuff slipped")
            page.get_by_role("button", name="Keep").click()
            expect(page.get_by_role("status")).to_contain_text("describe at")
            (deed,) = server.deeds
            assert deed[1]["words"] == "cuff slipped"
            assert deed[1]["at"] == at(minute(14.4)).replace("000000Z", "000Z")

    def test_stand_beside_the_axis_and_in_the_list(self, browser: Browser) -> None:
        """The last words are read where the mark is; all marks are in the list."""
        with screen(browser, pages()["medium"]) as (page, _server):
            expect(page.locator("#lane-axis")).to_contain_text("4 Music softer, it helped")
            page.locator("#marks-fold summary").click()
            expect(page.locator("#marks li")).to_have_count(5)
            expect(page.locator("#marks li").nth(1)).to_contain_text("Comfort Music softer, it helped")

    def test_sheet_covers_no_choice(self, browser: Browser) -> None:
        """Stop stays in reach while something is being described."""
        with screen(browser, pages()["medium"]) as (page, _server):
            page.get_by_label("Marks without words").get_by_role("button").click()
            sheet, options = page.get_by_role("dialog").bounding_box(), page.locator("#options").bounding_box()
            assert sheet is not None
            assert options is not None
            assert sheet["y"] + sheet["height"] <= options["y"]


class TestWhatHappened:
    def test_has_the_last_ten_events_with_their_numbers(self, browser: Browser) -> None:
        """Newest first, in words, a link to all."""
        with screen(browser, pages()["medium"]) as (page, _server):
            events = page.locator("#events li")
            expect(events).to_have_count(10)
            expect(events.first).to_contain_text("41")
            expect(events.first).to_contain_text("Pressure high 164/98")
            expect(page.get_by_role("link", name="all events")).to_have_attribute("href", f"{PATH}log")

    def test_follows_the_stream_in_words(self, browser: Browser) -> None:
        """A kind becomes a sentence; seals are left to the log."""
        with screen(browser, pages()["medium"]) as (page, server):
            message: Json = {
                "view": {**server.page.view, "seq": 44},
                "since": None,
                "whole": None,
                "samples": {},
                "cuffs": [],
            }
            message["events"] = [
                {"seq": 43, "kind": "RateChanged", "at": at(minute(24.5)), "by": "Ana Ruiz"},
                {"seq": 44, "kind": "MinuteSealed", "at": at(minute(24.6)), "by": None},
            ]
            server.say(message)
            first = page.locator("#events li").first
            expect(first).to_contain_text("43")
            expect(first).to_contain_text("Rate changed")
            expect(first).to_contain_text("Ana Ruiz")
            step(page, server, 1)
            expect(page.locator("#events")).not_to_contain_text("MinuteSealed")


class TestTheCuffByHand:
    def test_is_charted(self, browser: Browser) -> None:
        """A pressure that a person took is a reading like any other."""
        with screen(browser, pages()["no_device"]) as (page, server):
            page.get_by_role("button", name="by hand").click()
            page.get_by_label("Systolic").fill("128")
            page.get_by_label("Diastolic").fill("74")
            page.get_by_role("button", name="Keep").click()
            expect(page.get_by_role("status")).to_contain_text("cuff at")
            (deed,) = server.deeds
            assert (deed[0], deed[1]["systolic"], deed[1]["diastolic"]) == ("cuff", "128", "74")

    def test_that_is_refused_keeps_what_was_typed(self, browser: Browser) -> None:
        """The server's words stand in the sheet, and only what was wrong is typed again."""
        with screen(browser, pages()["no_device"]) as (page, server):
            server.answers["cuff"] = (400, {"error": "Enter systolic above diastolic, both between 30 and 300."})
            page.get_by_role("button", name="by hand").click()
            page.get_by_label("Systolic").fill("80")
            page.get_by_label("Diastolic").fill("120")
            page.get_by_role("button", name="Keep").click()
            expect(page.locator('#cuff-sheet [data-part="wrong"]')).to_contain_text("Enter systolic above diastolic")
            expect(page.get_by_label("Systolic")).to_have_value("80")
            expect(page.get_by_label("Diastolic")).to_have_value("120")
            del server.answers["cuff"]
            page.get_by_label("Systolic").fill("180")
            page.get_by_role("button", name="Keep").click()
            expect(page.locator("#cuff-sheet")).to_be_hidden()
            assert [fields["systolic"] for _name, fields in server.deeds] == ["80", "180"]

    @pytest.mark.parametrize("typed", ["1282", "120,5"])
    def test_is_asked_about_where_it_is_no_pressure_and_never_cut(self, browser: Browser, typed: str) -> None:
        """1282 is not 128, and 120,5 is not 120."""
        with screen(browser, pages()["no_device"]) as (page, server):
            page.get_by_role("button", name="by hand").click()
            page.get_by_label("Systolic").fill(typed)
            page.get_by_label("Diastolic").fill("74")
            page.get_by_role("button", name="Keep").click()
            expect(page.locator('#cuff-sheet [data-part="wrong"]')).to_contain_text(f"“{typed}” is no pressure.")
            assert server.deeds == []

    def test_sets_aside_a_reading_that_was_none(self, browser: Browser) -> None:
        """Artefact is one tap, and leaves the lane when the server has left it out."""
        with screen(browser, pages()["medium"]) as (page, server):
            expect(page.locator('#lane-pressure .cuff[data-reading="164/98"]')).to_have_count(1)
            server.page.trends["cuffs"].pop()
            page.get_by_role("button", name="by hand").click()
            page.get_by_role("button", name="164/98 was not real: set it aside").click()
            expect(page.locator('#lane-pressure .cuff[data-reading="164/98"]')).to_have_count(0)
            assert [(name, fields["seq"]) for name, fields in server.deeds] == [("artefact", "40")]
