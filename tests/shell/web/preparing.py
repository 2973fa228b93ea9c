"""What the tests of the pages before an infusion share: people at their own browsers, and what a page says."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any, Protocol
from uuid import uuid4

from django.test import Client

from handrail.clinic.models import Person, Visit
from handrail.pathway.events import Event
from handrail.record import log

SUM_LINE = re.compile(
    r'<th scope="row">(?P<name>[^<]+)</th>\s*<td class="worked">(?P<worked>[^<]*)</td>'
    r'\s*<td class="comes"><b>(?P<number>[^<]+)</b> <span class="unit">(?P<unit>[^<]+)</span>'
)
ORDER = {"dose_mg_per_kg": "0.5", "minutes": "40"}
BAG = {"vial_mg_per_ml": "50", "diluent_ml": "100", "method": "add"}
MONITOR = {"signal_hr": "on", "signal_spo2": "on", "signal_cuff": "on", "every_s": "1", "cuff_every_min": "5"}
AGREED = {"drawn_ml": "0.7", "rate_ml_per_h": "151"}


class Page(Protocol):
    """An answer, as far as these tests read it."""

    content: bytes


class Browser:
    """Somebody at a browser of their own."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.client = Client()
        self.client.force_login(person)

    def look(self, visit: Visit, page: str = "") -> Any:
        """The visit's page, or another of its addresses."""
        return self.client.get(f"/prepare/{visit.pk}/{page}")

    def press(self, visit: Visit, deed: str, *, key: str | None = None, **fields: Any) -> Any:
        """Send a form of that page, as its key would; where it is answered with a redirect, the page that follows."""
        sent = {"key": key or str(uuid4()), **fields}
        return self.client.post(f"/prepare/{visit.pk}/{deed}", sent, follow=True)


def events(visit: Visit, *kinds: type[Event]) -> list[Any]:
    """What the log of the visit holds of these kinds."""
    return [one.fact.event for one in log.after(visit.pk, 0) if not kinds or isinstance(one.fact.event, kinds)]


def text(response: Page) -> str:
    """What a page says, without its marks, in one line."""
    body = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def sums(response: Page) -> dict[str, str]:
    """The lines of the calculation on a page: what each comes to."""
    found = SUM_LINE.finditer(response.content.decode())
    return {unescape(line["name"]): f"{line['number']} {line['unit']}" for line in found}


def fields(response: Page) -> dict[str, str]:
    """The inputs of a page that hold something, keys and tokens left out; of those with one name, the first."""
    found: dict[str, str] = {}
    for one in re.findall(r"<input[^>]*>", response.content.decode()):
        name, value = _attribute(one, "name"), _attribute(one, "value")
        if name and value and name not in {"key", "csrfmiddlewaretoken", "seen"}:
            found.setdefault(name, value)
    return found


def seen(response: Page) -> str:
    """The event number that the page's forms say it had seen."""
    found = re.search(r'name="seen" value="(\d+)"', response.content.decode())
    assert found, "the page has a form"
    return found[1]


def without(words: Iterable[str], response: Page) -> bool:
    """Whether none of these stands anywhere in what the browser was sent."""
    sent = response.content.decode()
    return not any(word in sent for word in words)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def ordered(visit: Visit, physician: Browser) -> None:
    """The usual order stands."""
    assert physician.press(visit, "order", confirmed="yes", **ORDER).status_code == 200


def bag_made(visit: Visit, physician: Browser, maker: Browser) -> None:
    """The usual order stands, and the usual bag was made for it."""
    ordered(visit, physician)
    assert maker.press(visit, "bag", confirmed="yes", **BAG).status_code == 200
