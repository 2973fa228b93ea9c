"""What people do on these pages, by the words that stand on the keys."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from handrail.care import prepare
from handrail.care.prepare import Watching
from handrail.clinic.models import Person, Visit
from handrail.record import log
from handrail.units import MilligramsPerKilogram, MilligramsPerMillilitre, Millilitres, Minutes
from tests.people import NOW, World
from tests.screens.browser import TABLET, log_in


@contextmanager
def without_scripts(browser: Browser, person: Person, *, at: str) -> Iterator[Page]:
    """A window in which no script runs, logged in as the person."""
    context = browser.new_context(viewport=TABLET, base_url=at, java_script_enabled=False)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": log_in(person), "url": at}])
    try:
        yield context.new_page()
    finally:
        context.close()


def press(page: Page, name: str) -> None:
    """Press the key that says this, and wait until the page that it leads to is drawn."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name, exact=True).click()


def order(page: Page, dose_mg_per_kg: str, minutes: str) -> None:
    """Type an order and have it worked out."""
    page.get_by_label("Dose by weight").fill(dose_mg_per_kg)
    page.get_by_label("Length", exact=True).fill(minutes)
    press(page, "Work out the dose")


def make_usual_bag(page: Page) -> None:
    """50 mg/mL into 100 mL, added: look at the sum, and say that it is made."""
    for choice in ("50 mg/mL", "100 mL", "Added to the full bag"):
        page.get_by_label(choice, exact=True).check()
    press(page, "Work out the bag")
    expect(page.get_by_role("row", name="Set the pump to")).to_contain_text("151 mL/h")
    press(page, "I have made this bag")


def check(page: Page, drawn_ml: str, rate_ml_per_h: str) -> None:
    """Enter one's own figures."""
    page.get_by_label("Drawn into the syringe").fill(drawn_ml)
    page.get_by_label("Rate on the pump").fill(rate_ml_per_h)
    press(page, "Compare")


def with_order(world: World) -> Visit:
    """Ruth's visit, ordered as usual."""
    prepare.order_infusion(
        visit=world.ruths_visit,
        dose_per_weight=MilligramsPerKilogram("0.5"),
        length=Minutes(40),
        key="order",
        by=world.albrecht.pk,
        at=NOW,
    )
    return world.ruths_visit


def with_bag(world: World, by: Person) -> Visit:
    """Ruth's visit, ordered as usual, watched, on a monitor, with the usual bag: it waits for the second check."""
    visit = with_order(world)
    prepare.watch_over(visit=visit, person=by.pk, key="watch", by=by.pk, at=NOW)
    prepare.bind_device(
        visit=visit, device=world.monitor, watching=Watching(("hr", "spo2"), 1, None), key="bind", by=by.pk, at=NOW
    )
    prepare.prepare_bag(
        visit=visit,
        vial_strength=MilligramsPerMillilitre(50),
        diluent=Millilitres(100),
        method="add",
        key="bag",
        by=by.pk,
        at=NOW,
    )
    return visit


def kinds(visit: Visit) -> list[str]:
    """What the visit's log holds, in order."""
    return [one.kind for one in log.after(visit.pk, 0)]
