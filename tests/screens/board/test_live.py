"""live.js in a real browser: one connection for all tabs, everything once for each, and an honest state."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from handrail.care.clock import SteppedClock
from handrail.web.stream import here
from tests.people import NOW, World
from tests.screens.board.opening import COMES_MS, live
from tests.screens.browser import log_in
from tests.shell.web.streaming import Server, serving
from tests.shell.web.telling import marked, sampled

FOLLOW = """async ([url, after]) => {
  const { subscribe } = await import("/static/handrail/live.js");
  window.heard = [];
  window.live = subscribe(url, { after, onMessage: (message) => heard.push(message), onState: (state) => (window.state = state) });
}"""
EVENTS = "heard.filter(({ name }) => name === 'session').flatMap(({ data }) => data.events.map(({ seq }) => seq))"
VALUES = "heard.filter(({ name }) => name === 'session').flatMap(({ data }) => (data.samples.hr ?? []).map(([, value]) => value))"
POLL_MS = 50
WITHOUT_SHARED_WORKERS = "delete window.SharedWorker"

ways = pytest.mark.parametrize("script", [None, WITHOUT_SHARED_WORKERS], ids=["shared", "each its own"])


@contextmanager
def window(browser: Browser, server: Server, world: World, script: str | None = None) -> Iterator[BrowserContext]:
    """A browser of Mara's, in which tabs can be opened."""
    context = browser.new_context(base_url=server.url)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": log_in(world.mara), "url": server.url}])
    if script:
        context.add_init_script(script)
    yield context
    context.close()


def tab(context: BrowserContext, session: str, after: str) -> Page:
    """A tab that follows a session from there on, and is live."""
    page = context.new_page()
    page.goto("/devices/")
    page.evaluate(FOLLOW, [f"/sessions/{session}/stream", after])
    becomes(page, "window.state?.name === 'live'")
    return page


def hears(page: Page, what: str, count: int) -> list[int]:
    """So many events or values, and then no more of them than that."""
    becomes(page, f"{what}.length >= {count}")
    return [int(one) for one in page.evaluate(what)]


def becomes(page: Page, expression: str) -> None:
    """Wait until the page says so."""
    waits(page, lambda: bool(page.evaluate(expression)))


def waits(page: Page, until: Callable[[], bool]) -> None:
    """Wait for a condition, with a deadline; the browser goes on meanwhile."""
    for _ in range(COMES_MS // POLL_MS):
        if until():
            return
        page.wait_for_timeout(POLL_MS)
    raise AssertionError("it did not come to be")


class TestTheTabsOfOneBrowser:
    """However many are open."""

    def test_share_one_connection(self, browser: Browser, world: World) -> None:
        """Six tabs of an old browser would else be all that it can open."""
        session = world.ruths_visit.pk
        with serving(SteppedClock(NOW)) as server, window(browser, server, world) as context:
            tabs = [tab(context, session, "1.0") for _ in range(3)]
            marked(session, 1, world.mara.pk)
            assert [hears(one, EVENTS, 1) for one in tabs] == [[2]] * 3
            assert here().listeners() == {f"session:{session}": 1}

    @ways
    def test_hear_everything_once_from_where_each_of_them_was(
        self, browser: Browser, world: World, script: str | None
    ) -> None:
        """A tab that was loaded later joins, and neither misses anything or draws it twice."""
        session = world.ruths_visit.pk
        with serving(SteppedClock(NOW)) as server, window(browser, server, world, script) as context:
            first = tab(context, session, "1.0")
            sampled(session, 60, 61, 62)
            marked(session, 1, world.mara.pk)
            assert hears(first, VALUES, 3) == [60, 61, 62]
            assert hears(first, EVENTS, 1) == [2]
            second = tab(context, session, "1.1")
            sampled(session, 63, 64, start=3)
            marked(session, 2, world.mara.pk)
            assert hears(second, VALUES, 4) == [61, 62, 63, 64]
            assert hears(second, EVENTS, 2) == [2, 3]
            assert hears(first, VALUES, 5) == [60, 61, 62, 63, 64]
            assert hears(first, EVENTS, 2) == [2, 3]

    @ways
    def test_leave_nothing_behind_when_they_are_closed(
        self, browser: Browser, world: World, script: str | None
    ) -> None:
        """One tab closed, the other goes on; both closed, nobody listens any more."""
        session = world.ruths_visit.pk
        with serving(SteppedClock(NOW)) as server, window(browser, server, world, script) as context:
            first, second = tab(context, session, "1.0"), tab(context, session, "1.0")
            outside = context.new_page()
            outside.goto("/devices/")
            first.close()
            marked(session, 1, world.mara.pk)
            assert hears(second, EVENTS, 1) == [2]
            second.close()
            waits(outside, lambda: here().listeners() == {})


class TestAConnection:
    """What comes between server and screen."""

    @ways
    def test_that_broke_goes_on_where_it_was(self, browser: Browser, world: World, script: str | None) -> None:
        """The server is started anew; what was recorded meanwhile comes, once."""
        session = world.ruths_visit.pk
        with serving(SteppedClock(NOW)) as server, window(browser, server, world, script) as context:
            page = tab(context, session, "1.0")
            sampled(session, 60)
            assert hears(page, VALUES, 1) == [60]
            server.stop()
            becomes(page, "window.state.name === 'offline'")
            sampled(session, 61, 62, start=1)
            marked(session, 1, world.mara.pk)
            server.start()
            assert hears(page, VALUES, 3) == [60, 61, 62]
            assert hears(page, EVENTS, 1) == [2]
            becomes(page, "window.state.name === 'live'")

    @ways
    def test_that_is_refused_says_why(self, browser: Browser, world: World, script: str | None) -> None:
        """Somebody else's session is not there: said, and not asked for for ever."""
        with serving(SteppedClock(NOW)) as server, window(browser, server, world, script) as context:
            page = context.new_page()
            page.goto("/devices/")
            page.evaluate(FOLLOW, [f"/sessions/{world.lenas_visit.pk}/stream", "1.0"])
            becomes(page, "window.state?.name === 'ended'")
            assert page.evaluate("window.state.why") == "gone"

    def test_that_was_closed_says_nothing_more(self, browser: Browser, world: World) -> None:
        """A page that has enough hears no more, and the server knows."""
        session = world.ruths_visit.pk
        with serving(SteppedClock(NOW)) as server, window(browser, server, world) as context:
            page = tab(context, session, "1.0")
            page.evaluate("window.live.close()")
            waits(page, lambda: here().listeners() == {})
            heard = page.evaluate("heard.length")
            marked(session, 1, world.mara.pk)
            other = tab(context, session, "1.0")
            assert hears(other, EVENTS, 1) == [2]
            assert page.evaluate("heard.length") == heard


class TestAPageThatIsMeasured:
    """?measure=1, for benchmarks."""

    def test_keeps_when_a_sample_was_received_heard_and_drawn(self, browser: Browser, world: World) -> None:
        """In that order; without the question nothing is kept."""
        session = world.ruths_visit.pk
        with serving(SteppedClock(NOW)) as server, window(browser, server, world) as context:
            page = context.new_page()
            page.goto("/devices/?measure=1")
            page.evaluate(FOLLOW, [f"/sessions/{session}/stream", "1.0"])
            sampled(session, 60)
            becomes(page, "window.handrailMarks?.length")
            mark = page.evaluate("window.handrailMarks[0]")
            assert mark["received"] == NOW.timestamp() * 1000
            assert mark["heard"] <= mark["drawn"]
            plain = tab(context, session, "1.0")
            assert plain.evaluate("window.handrailMarks ?? null") is None


class TestTheBoard:
    """As it is served, from the record."""

    def test_shows_what_the_record_says(self, browser: Browser, world: World) -> None:
        """A patient who was seated, on the board of her clinic and on no other."""
        with serving(SteppedClock(NOW)) as server, window(browser, server, world) as context:
            page = context.new_page()
            page.goto("/board/")
            live(page)
            expect(page.locator("#chairs > li")).to_have_count(2)
            expect(page.locator('#chairs > li[data-key="3"] [data-part="who"]')).to_have_text("Ruth Amsel")
            expect(page.locator('#chairs > li[data-key="4"]')).to_have_attribute("data-state", "empty")
            expect(page.locator("body")).not_to_contain_text("Lena Brook")
