"""The director raises a limit, sees whom it touches, a second person reviews, it is signed; who is here keeps the old one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from handrail.virtual_clinic.roster import document
from tests.screens.browser import DESK, TABLET, page_of
from tests.screens.prepare.doing import order, press
from tests.screens.running import Running, demonstration

PATIENCE_MS = 20_000
CUFF_COMES_MS = 90_000
BETWEEN_CUFFS = """async () => {
  const told = await (await fetch(`${location.pathname}state`)).json();
  const { numerics, now } = told.view ?? told;
  return Date.parse(numerics.nibp.next_due_at) - Date.parse(now) > 60_000;
}"""
"""The monitor's next cuff is more than a minute away, so that it does not come between."""

OLD, NEW = "160", "165"
TOMORROW = "new Date(Date.now() + 24 * 3600 * 1000).toISOString().slice(0, 10)"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration, running."""
    with demonstration(Path(tmp_path_factory.mktemp("clinic"))) as running:
        yield running


def come_in(page: Page, name: str) -> Page:
    """Tap one's own name on the first page."""
    page.goto("/login/")
    page.get_by_role("button", name=re.compile(name)).click()
    expect(page).to_have_url(re.compile("/board/"))
    return page


def high_cuff(mara: Page) -> str:
    """Mara measures Ruth by hand, between two cuffs, just over the limit; the address of his session."""
    mara.get_by_role("link", name=re.compile("Ruth Amsel")).click()
    expect(mara.locator("#live")).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
    mara.wait_for_function(BETWEEN_CUFFS, timeout=CUFF_COMES_MS)
    mara.get_by_role("button", name="by hand").click()
    mara.get_by_label("Systolic").fill("163")
    mara.get_by_label("Diastolic").fill("96")
    mara.get_by_role("button", name="Keep", exact=True).click()
    expect(mara.locator("#alarm [data-part=what]")).to_contain_text("Pressure high", timeout=PATIENCE_MS)
    return re.sub(r"#.*", "", mara.url)


def behind_the_alarm(mara: Page) -> None:
    """From the board: the row, then "why"; nothing else is tapped."""
    mara.goto("/board/")
    mara.get_by_role("link", name=re.compile("Ruth Amsel")).click()
    mara.locator("#alarm").get_by_role("link", name="why").click()
    expect(mara.get_by_role("heading", name="Pressure high", level=1)).to_be_visible()


def draft_the_limit(director: Page) -> None:
    """The rule by its name, then a first and a second high pressure."""
    director.goto("/protocol/")
    director.get_by_label("Look up words").fill("pressure_high")
    press(director, "Show")
    director.locator("#pressure_high").get_by_role("link", name="Propose a change").click()
    for level in (0, 1):
        director.locator(".level > summary").nth(level).click()
        field = director.locator(f"[name='at.level.{level}.systolic.above']")
        expect(field).to_have_value(OLD)
        field.fill(NEW)
    director.locator("[name='at.rationale']").fill("")
    press(director, "Keep in my draft and see what would change")
    expect(director.get_by_role("alert").first).to_contain_text("1 place is to be mended")
    director.locator("[name='at.rationale']").fill("Fewer of our sessions are slowed for a peak that passes by itself.")
    press(director, "Keep in my draft and see what would change")


def ordered_next(albrecht: Page) -> str:
    """Dr Albrecht books a visit and orders it; the session's id."""
    albrecht.goto("/prepare/")
    albrecht.get_by_label("Patient").select_option(index=1)
    albrecht.get_by_label("Day").fill(albrecht.evaluate(TOMORROW))
    albrecht.get_by_label("Time").fill("09:00")
    press(albrecht, "Book the visit")
    albrecht.locator(".later a").first.click()
    order(albrecht, "0.5", "40")
    press(albrecht, albrecht.locator("#order .lit").inner_text())
    found = re.search(r"/prepare/(ses_\w+)/", albrecht.url)
    assert found
    return found[1]


class TestRaisingALimit:
    """Three people at three browsers, against the running demonstration."""

    def test_touches_nobody_who_is_here_and_everybody_who_comes(self, browser: Browser, clinic: Running) -> None:
        """From the alarm to its rule in two taps; draft, review, signature; the old version and the new side by side."""
        at = clinic.url
        with (
            page_of(browser, TABLET, at=at) as mara,
            page_of(browser, DESK, at=at) as director,
            page_of(browser, DESK, at=at) as albrecht,
        ):
            come_in(mara, "Mara Lind")
            high_cuff(mara)
            behind_the_alarm(mara)
            expect(mara.locator(".levels .fires .shown")).to_have_text([f"{OLD}/100"])
            rule = mara.url

            come_in(director, "Brandt")
            draft_the_limit(director)
            expect(director.locator(".changes")).to_contain_text(f"{OLD} mmHg")
            expect(director.locator(".changes")).to_contain_text(f"{NEW} mmHg")
            expect(director.locator(".touched")).to_contain_text("Ruth Amsel")
            expect(director.locator(".touched")).to_contain_text("this session keeps its version")
            director.get_by_label("Why").fill("Ours run higher, and none of them was harmed.")
            press(director, "Propose it")
            proposal = director.url
            expect(director.get_by_text("Ask a physician to read it")).to_be_visible()

            come_in(albrecht, "Albrecht")
            albrecht.get_by_role("link", name="A change of the protocol waits for your review").click()
            expect(albrecht.locator(".touched")).to_contain_text("Ruth Amsel")
            albrecht.get_by_label("I agree").check()
            press(albrecht, "Put my word on record")
            expect(albrecht.locator(".reviews")).to_contain_text("Dr Elena Albrecht agrees")

            director.goto(proposal)
            director.get_by_label("Your password, again").fill(document()["password"])
            press(director, "Sign as Dr Paul Brandt")
            expect(director.locator(".said")).to_contain_text("Version 0.2.0+1 is in force from now on.")
            expect(director.locator(".signed-off")).to_contain_text("Ruth Amsel, chair 2: 0.2.0")

            mara.goto(rule)
            expect(mara.locator(".of-session")).to_contain_text("runs under version 0.2.0,")
            expect(mara.locator(".of-session")).to_contain_text(f"{OLD} mmHg → {NEW} mmHg")
            expect(mara.locator(".levels li").first).to_contain_text(f"systolic > {OLD} mmHg")

            albrecht.goto(f"/protocol/entries/pressure_high/?session={ordered_next(albrecht)}")
            expect(albrecht.locator(".of-session")).to_contain_text("runs under version 0.2.0+1")
            expect(albrecht.locator(".levels li").first).to_contain_text(f"systolic > {NEW} mmHg")
