"""Bad requests to a real server: always told what to mend, never an error of ours, and nothing is changed by them.

The walk takes its addresses from the table of who may come in where, so that it grows with the product.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.faults.browser import Person, at_a_screen
from tests.faults.clinic import ROOT, Clinic, clinic_in
from tests.faults.server import Server
from tests.faults.waiting import PATIENCE_S

TABLE = tomllib.loads((ROOT / "tests/shell/web/access_table.toml").read_text(encoding="utf-8"))["address"]
ADDRESSES = [one for one in TABLE if not one.get("only_in_a_demonstration")]
PRESSES = [one["route"] for one in ADDRESSES if "POST" in one["methods"] and one["route"] != "logout/"]
READ_TOO = {one["route"] for one in ADDRESSES if {"GET", "POST"} <= set(one["methods"])}
"""Where the form itself is read."""
OF_PATIENTS = {one["route"] for one in ADDRESSES if one["who"] == "patients"}
"""What a nurse is told that there is nothing, by whatever method."""
ABOUT_A_VISIT = [one["route"] for one in ADDRESSES if "<" in one["route"] and "stream" not in one["route"]]
LOG_IN = "login/"
"""Somebody who has logged in is sent on from there, whatever they send."""

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
BODIES: dict[str, tuple[str, bytes]] = {
    "nothing": (JSON, b""),
    "half of a JSON object": (JSON, b'{"key": '),
    "a JSON list": (JSON, b"[1, 2]"),
    "a JSON null": (JSON, b"null"),
    "a JSON text": (JSON, b'"stop"'),
    "an empty JSON object": (JSON, b"{}"),
    "JSON nested beyond all bounds": (JSON, b"[" * 100_000),
    "a number beyond all bounds": (JSON, b'{"key": ' + b"9" * 10_000 + b"}"),
    "a number that is none": (JSON, b'{"key": NaN}'),
    "bytes that are no text": (JSON, b'\xff\xfe{"key": "k"}'),
    "half a letter": (JSON, b'{"key": "\\ud800"}'),
    "a key that is a list": (JSON, b'{"key": ["k"]}'),
    "a key that is an object": (JSON, b'{"key": {"k": "k"}}'),
    "a key that is true": (JSON, b'{"key": true}'),
    "a key that is half a number": (JSON, b'{"key": 1.5}'),
    "a key that is null": (JSON, b'{"key": null}'),
    "a key with a zero byte": (JSON, b'{"key": "a\\u0000b"}'),
    "a key of two lines": (JSON, b'{"key": "a\\nb"}'),
    "a key without an end": (JSON, b'{"key": "' + b"k" * 300 + b'"}'),
    "three megabytes": (JSON, b'{"key": "' + b"k" * 3_000_000 + b'"}'),
    "an empty form": (FORM, b""),
    "a form of ten thousand fields": (FORM, b"&".join(b"f%d=1" % number for number in range(10_000))),
    "a form of three megabytes": (FORM, b"key=" + b"k" * 3_000_000),
    "a form that is no text": (FORM, b"seen=%ff%fe&x=%"),
    "parts without a boundary": ("multipart/form-data", b"--x\r\n"),
    "parts that break off": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="k'),
    "another kind": ("text/xml", b"<key>k</key>"),
    "an unknown alphabet": ("application/json; charset=klingon", b'{"key": 1.5}'),
}
SENT_AS_JSON = {"Content-Type": JSON}
GOOD = {"key": "a-good-key", "ml_per_h": "1"}


@dataclass(frozen=True)
class Desk:
    """A server, and people at its screens: a nurse and a physician of Riverside, a nurse of Hillside, Ruth herself."""

    server: Server
    clinic: Clinic
    mara: Person
    albrecht: Person
    olga: Person
    ruth: Person

    @property
    def session(self) -> str:
        """Ruth's visit, whose drip runs."""
        return self.clinic.seats[0].session

    @property
    def neighbour(self) -> str:
        """The visit in the other chair, whose drip is set to what nobody can mean."""
        return self.clinic.seats[1].session

    def deeds(self) -> list[tuple[str, str]]:
        """What people have done to Ruth's drip; the watch goes on meanwhile."""
        question = "SELECT kind, hash FROM record_event WHERE stream_id = ? AND actor <> 'handrail' ORDER BY seq"
        return self.server.rows(question, self.session)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One server for all bad requests: if any of them did harm, what follows would show it."""
    data = tmp_path_factory.mktemp("desk") / "data"
    clinic = clinic_in(data, 2)
    with (
        Server(data) as server,
        at_a_screen(server.start(), "mara") as mara,
        at_a_screen(server, "albrecht") as albrecht,
        at_a_screen(server, "olga") as olga,
        at_a_screen(server, "ruth") as ruth,
    ):
        yield Desk(server, clinic, mara, albrecht, olga, ruth)
        assert server.interrupt() == 0
        assert server.handrail("verify").returncode == 0


def path(route: str, session: str) -> str:
    """An address about this visit."""
    return "/" + re.sub(r"<[^>]*>", session, route)


def is_told(answer: httpx.Response) -> bool:
    """Whether it is refused, with a sentence."""
    refused = HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    return refused and _sentence(answer).rstrip().endswith((".", "?"))


def _sentence(answer: httpx.Response) -> str:
    """What a person would read."""
    if answer.headers["content-type"].startswith(JSON):
        return str(answer.json()["error"])
    words = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    return "A page." if words else answer.text


class TestAnAddressThatTakesPresses:
    """What no page of ours sends."""

    @pytest.mark.parametrize("route", PRESSES)
    def test_tells_what_is_wrong_with_any_body(self, desk: Desk, route: str) -> None:
        """Malformed, of the wrong type, without its key, huge: a sentence each time, whoever sends it, and nothing is changed."""
        before, odd = desk.deeds(), []
        for kind, (content_type, body) in BODIES.items():
            for who in (desk.mara, desk.albrecht):
                answer = who.posts(path(route, desk.session), content=body, headers={"Content-Type": content_type})
                if not (is_told(answer) or (route == LOG_IN and answer.status_code == HTTPStatus.FOUND)):
                    odd.append((kind, answer.status_code, answer.text[:200]))
        assert odd == [], odd
        assert desk.deeds() == before

    @pytest.mark.parametrize("route", [route for route in PRESSES if route not in {LOG_IN, *READ_TOO, *OF_PATIENTS}])
    def test_is_not_read_or_deleted(self, desk: Desk, route: str) -> None:
        """A link or a crawler does nothing: 405, which names what may be done."""
        for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE"):
            answer = desk.mara.http.request(method, path(route, desk.session), headers=desk.mara.token)
            assert (answer.status_code, answer.headers["allow"]) == (HTTPStatus.METHOD_NOT_ALLOWED, "POST"), method

    @pytest.mark.parametrize("route", PRESSES)
    def test_does_nothing_for_a_page_that_is_not_ours(self, desk: Desk, route: str) -> None:
        """Without the browser's own token: 403, with what to do."""
        answer = desk.mara.http.post(path(route, desk.session), json=GOOD, headers={"Accept": JSON})
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert answer.json()["error"].endswith("load the page again, and repeat what you did.")

    def test_lets_anybody_leave_and_nobody_in(self, desk: Desk) -> None:
        """Leaving reads nothing that could be wrong; coming in needs a name and a password that go together."""
        with httpx.Client(base_url=desk.server.url, timeout=PATIENCE_S) as http:
            somebody = Person(http)
            for kind, (content_type, content) in BODIES.items():
                http.get("/login/")
                sent = {"content": content, "headers": {"Content-Type": content_type}}
                left, came = somebody.posts("/logout/", **sent), somebody.posts("/login/", **sent)
                assert left.status_code in {HTTPStatus.FOUND, HTTPStatus.BAD_REQUEST}, kind
                assert came.status_code in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.BAD_REQUEST}, kind
                assert http.get("/board/").status_code == HTTPStatus.FOUND, kind


class TestAnAddressAboutAVisit:
    """Somebody else's, or nobody's."""

    @pytest.mark.parametrize("route", ABOUT_A_VISIT)
    def test_is_not_found_for_who_may_not_see_it(self, desk: Desk, route: str) -> None:
        """Another clinic's nurse, and an id that is none: 404, the same for both."""
        strange = ["x", "ses_", "k" * 5_000, quote("ses_\0"), quote("sés_☃"), "..%2F..%2Fetc%2Fpasswd", "%FF%FE"]
        asked = [(desk.olga, desk.session), (desk.mara, desk.clinic.hillside.session)]
        asked += [(desk.mara, session) for session in strange]
        found = {}
        for who, session in asked:
            where = path(route, session)
            answer = who.posts(where, json=GOOD) if route in PRESSES else who.http.get(where)
            if answer.status_code != HTTPStatus.NOT_FOUND:
                found[session[:20]] = answer.status_code
        assert found == {}

    @pytest.mark.parametrize("route", [route for route in ABOUT_A_VISIT if route in PRESSES])
    def test_takes_nothing_from_its_patient(self, desk: Desk, route: str) -> None:
        """Ruth has a page of her own; the drip is not hers to set."""
        assert desk.ruth.posts(path(route, desk.session), json=GOOD).status_code == HTTPStatus.NOT_FOUND


NO_RATES = [
    *(
        "",
        " ",
        "-5",
        "0",
        "0.0",
        "-0.1",
        "75,5",
        "1,000",
        "1e3",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x10",
        "७५",
        "½",
        "75.5.5",
    ),
    *("75.5 mL/h", "fast", ".5", "5.", "+5", "9" * 40, "0." + "0" * 40 + "1", "75\n5", "7 5"),
]
WRONG: list[tuple[str, dict[str, Any]]] = [
    *(("rate", {"ml_per_h": rate}) for rate in NO_RATES),
    *(("resume", {"ml_per_h": rate}) for rate in NO_RATES),
    *(("rate", {"ml_per_h": rate}) for rate in (75.5, True, False, None, [75], {"value": 75}, -5, 0)),
    ("rate", {}),
    ("rate", {"choice": "faster"}),
    ("rate", {"choice": "go_on"}),
    ("rate", {"choice": ["slow_half"]}),
    *(("pause", {"pause_for": what}) for what in ("nothing", "TOILET", ["toilet"], 1.5, {"x": 1})),
    ("acknowledge", {}),
    ("acknowledge", {"condition": ["pressure_high"]}),
    ("acknowledge", {"condition": "c" * 200}),
    ("sound", {}),
    ("sound", {"condition": 1.5}),
    *(("mark", {"kind": kind}) for kind in ("", "wish", ["comfort"], None)),
    *(("describe", {"mark": mark, "words": "w"}) for mark in ("", "0", "-1", "x", "1.5", None, "9" * 30)),
    ("describe", {"mark": "1", "words": "w" * 3_000}),
    *(
        ("describe", {"mark": "1", "at": at})
        for at in ("soon", "25:99", "2026-11-20T14:30:00", "2999-01-01T00:00:00Z", "14:30")
    ),
    *(("describe", {"mark": "1", "at": at}) for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")),
    ("describe", {"mark": "1", "words": "\ud83d"}),
    *(("reason", {"seq": seq, "reason": "other"}) for seq in ("", "0", "-1", "x", None)),
    *(("reason", {"seq": "1", "reason": reason}) for reason in ("", "because", ["other"], None)),
    ("reason", {"seq": "1", "reason": "other", "words": "w" * 3_000}),
    ("reason", {"seq": "1", "reason": "other", "words": "\udc00"}),
    *(
        ("cuff", {"systolic": top, "diastolic": low})
        for top, low in (("80", "120"), ("120", "120"), ("9000", "80"), ("120", "-1"))
    ),
    *(
        ("cuff", {"systolic": top, "diastolic": low})
        for top, low in (("high", "80"), ("120", ""), ("120,5", "80"), ([1], "80"))
    ),
    *(("artefact", {"seq": seq}) for seq in ("", "0", "-1", "x", None, "9" * 30)),
]


class TestADeedWithSomethingWrong:
    """A comma, a minus, a word, a choice that is none."""

    def test_is_told_what_to_mend(self, desk: Desk) -> None:
        """400 with a sentence, by a nurse and by a physician, and nothing of it in the log."""
        before, odd = desk.deeds(), []
        for number, (deed, fields) in enumerate(WRONG):
            for who in (desk.mara, desk.albrecht):
                body = {"key": f"wrong-{number}", **fields}
                answer = who.posts(f"/sessions/{desk.session}/{deed}", content=json.dumps(body), headers=SENT_AS_JSON)
                if answer.status_code != HTTPStatus.BAD_REQUEST or not is_told(answer):
                    odd.append((deed, fields, answer.status_code, answer.text[:200]))
        assert odd == [], odd
        assert desk.deeds() == before

    def test_is_told_on_the_page_where_there_is_no_script(self, desk: Desk) -> None:
        """The same sentence, on the page that comes back."""
        fields = {"key": "no-script", "ml_per_h": "75,5"}
        head = {**desk.mara.token, "Accept": "text/html"}
        answer = desk.mara.http.post(f"/sessions/{desk.session}/rate", data=fields, headers=head, follow_redirects=True)
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert "with a point: is it 75.5 or 755?" in answer.text

    @pytest.mark.parametrize("seen", ["-1", "x", "1.5", "9" * 30, [1], "٣"])
    def test_slows_all_the_same_where_only_the_page_is_in_doubt(self, desk: Desk, seen: object) -> None:
        """Which page was pressed is no reason to keep a slower drip waiting."""
        body = json.dumps({"ml_per_h": "75", "seen": seen, "key": f"odd-{seen}"})
        answer = desk.mara.posts(f"/sessions/{desk.session}/rate", content=body, headers=SENT_AS_JSON)
        assert answer.status_code == HTTPStatus.OK
        assert answer.json()["refused"] is None


def in_bytes(head: dict[str, str]) -> dict[bytes, bytes]:
    """A head as it goes over the wire, whatever is in it."""
    return {name.encode(): value.encode() for name, value in head.items()}


class TestAnAddressThatIsRead:
    """With something odd behind its question mark or in its head."""

    @pytest.mark.parametrize("rate", [rate for rate in NO_RATES if rate.strip()])
    def test_asks_about_a_rate_that_is_none(self, desk: Desk, rate: str) -> None:
        """The forecast of what cannot be meant is no forecast."""
        answer = desk.mara.http.get(
            f"/sessions/{desk.session}/forecast", params={"rate": rate}, headers={"Accept": JSON}
        )
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert is_told(answer)

    @pytest.mark.parametrize("rate", ["99999999999999", "0.00000000000000000000000001"])
    def test_answers_about_a_rate_that_is_absurd(self, desk: Desk, rate: str) -> None:
        """Either with a forecast or with a sentence."""
        answer = desk.mara.http.get(
            f"/sessions/{desk.session}/forecast", params={"rate": rate}, headers={"Accept": JSON}
        )
        assert answer.status_code == HTTPStatus.OK or is_told(answer)

    @pytest.mark.parametrize("page", ["/board/", "/board/state", "/board/stream", "/devices/", "/prepare/"])
    @pytest.mark.parametrize("clinic", ["x", "cli_", "a\0b", "☃", "k" * 5_000])
    def test_finds_no_clinic_that_is_none(self, desk: Desk, page: str, clinic: str) -> None:
        """Never another clinic's, and never an error; a page that cannot read the name may show the person's own."""
        answer = desk.mara.http.get(page, params={"clinic": clinic})
        assert answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.OK}
        assert desk.clinic.hillside.session not in answer.text

    @pytest.mark.parametrize("after", ["x", "-1.-1", "1", "1.2.3", "9" * 40 + ".1", "٣.٣", "NaN.NaN", "1e9.1"])
    def test_begins_a_stream_anew_where_the_place_is_none(self, desk: Desk, after: str) -> None:
        """The listener gets the whole, as one that has nothing yet."""
        place = {b"Last-Event-ID": after.encode(), b"Accept": b"text/event-stream"}
        with desk.mara.http.stream("GET", f"/sessions/{desk.session}/stream", headers=place, timeout=20) as answer:
            assert answer.status_code == HTTPStatus.OK
            begun = list(islice(answer.iter_lines(), 8))
        assert [line for line in begun if re.fullmatch(r"id: ?\d+\.\d+", line)] != []

    @pytest.mark.parametrize(
        "head",
        [
            {"Accept": "*/*;q=none, /, ;;"},
            {"Accept-Language": "x" * 2_000},
            {"Cookie": "sessionid=\x01\x02; csrftoken=x"},
            {"Cookie": "sessionid=" + "s" * 4_000},
            {"If-Modified-Since": "yesterday"},
            {"Range": "bytes=9-1"},
        ],
        ids=lambda head: next(iter(head)),
    )
    def test_reads_any_head(self, desk: Desk, head: dict[str, str]) -> None:
        """A strange browser is sent to the log-in page like any other."""
        answer = httpx.get(f"{desk.server.url}/board/", headers=in_bytes(head))
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR

    def test_belongs_to_no_other_host(self, desk: Desk) -> None:
        """A name that is not this installation's: 400."""
        answer = httpx.get(f"{desk.server.url}/login/", headers={"Host": "elsewhere.example"})
        assert answer.status_code == HTTPStatus.BAD_REQUEST


class TestAnAbsurdRate:
    """A number that can be read, and that no pump and no patient can mean."""

    def test_that_is_too_high_is_refused_with_the_reason(self, desk: Desk) -> None:
        """By what a pump can do, by role, and by the order; the drip goes on as it was."""
        before = desk.mara.view(desk.neighbour)["infusion"]["rate_ml_per_h"]
        impossible = {"key": "impossible", "ml_per_h": "99999999999999"}
        assert is_told(desk.albrecht.posts(f"/sessions/{desk.neighbour}/rate", json=impossible))
        nurse = desk.mara.does(desk.neighbour, "rate", ml_per_h="500")
        physician = desk.albrecht.does(desk.neighbour, "rate", ml_per_h="500")
        assert (nurse["refused"], physician["refused"]) == (nurse["said"], physician["said"])
        assert "Ask the prescriber" in nurse["said"]
        assert "above what is ordered" in physician["said"]
        assert desk.mara.view(desk.neighbour)["infusion"]["rate_ml_per_h"] == before

    @pytest.mark.parametrize("rate", ["0.1", "0.001", "0.00000000000000000000000001"])
    def test_that_is_next_to_nothing_leaves_every_screen_readable(self, desk: Desk, rate: str) -> None:
        """Whether it is taken or asked about: slower is never a reason to lose the screen."""
        answer = desk.mara.posts(f"/sessions/{desk.neighbour}/rate", json={"key": f"tiny-{rate}", "ml_per_h": rate})
        assert answer.status_code in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST}
        for where in ("/board/", "/board/state", f"/sessions/{desk.neighbour}/", f"/prepare/{desk.neighbour}/"):
            assert desk.mara.http.get(where).status_code == HTTPStatus.OK, where
        for where in ("state", "forecast", "forecast?rate=1"):
            assert desk.mara.http.get(f"/sessions/{desk.neighbour}/{where}").status_code == HTTPStatus.OK, where


class TestTheServersOwnLog:
    """After all of that."""

    def test_tells_of_no_fault_of_ours(self, desk: Desk) -> None:
        """What somebody sends is no error of the server: no traceback in its log, and nothing that calls for its keeper."""
        faults = [line for line in desk.server.said.splitlines() if "Traceback" in line or '"level": "error"' in line]
        assert [line[:300] for line in faults if "/readyz" not in line] == []
