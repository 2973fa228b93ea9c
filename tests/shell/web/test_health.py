"""What a machine is told about this server, and what browsers are told to refuse."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from handrail.web import health
from handrail.web.status import CLOCK_WORKER, DEVICE_PORT, Part, status
from tests.people import World, small_world


@pytest.fixture
def serving() -> Iterator[None]:
    """Everything that `handrail serve` starts, as if it ran."""
    for part in (DEVICE_PORT, CLOCK_WORKER):
        status.watch(part, lambda: None)
    yield
    for part in (DEVICE_PORT, CLOCK_WORKER):
        status.forget(part)


@pytest.mark.django_db
class TestReady:
    def test_is_the_server_when_every_part_works(self, client: Client, serving: None) -> None:
        """And each part is named."""
        answer = client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["ready"] is True
        assert set(answer.json()["parts"]) == {"database", "migrations", "device_port", "clock_worker"}

    def test_is_it_not_while_the_device_port_does_not_listen(self, client: Client, serving: None) -> None:
        """A chair that nobody hears is worse than a page that is not there."""
        status.watch(DEVICE_PORT, lambda: "does not listen yet")
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["parts"]["device_port"] == {"works": False, "problem": "does not listen yet"}
        assert answer.json()["parts"]["clock_worker"]["works"] is True

    def test_is_it_not_before_the_parts_have_started(self, client: Client) -> None:
        """A web server alone is not Handrail."""
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["parts"]["clock_worker"]["problem"] == "has not started in this server"

    def test_is_it_not_when_a_part_cannot_even_be_asked(self, client: Client, serving: None) -> None:
        """A probe that fails is an answer, not an accident."""

        def broken() -> str | None:
            raise RuntimeError("no such thread")

        status.watch(CLOCK_WORKER, broken)
        assert "no such thread" in client.get("/readyz").json()["parts"]["clock_worker"]["problem"]

    def test_is_it_not_while_the_database_is_away(
        self, client: Client, serving: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Said within the answer, which still comes."""

        class Gone:
            def cursor(self) -> None:
                raise DatabaseError("connection refused")

            def close(self) -> None:
                """Nothing is open."""

        monkeypatch.setattr(health, "connection", Gone())
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "connection refused" in answer.json()["parts"]["database"]["problem"]

    def test_is_it_not_while_the_database_hangs(
        self, client: Client, serving: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever asks is answered all the same, and asking again starts nothing that piles up."""
        goes_on = threading.Event()
        asked: list[int] = []

        def hangs() -> list[Part]:
            asked.append(1)
            goes_on.wait()
            return []

        monkeypatch.setattr(health, "DEADLINE_S", 0.05)
        monkeypatch.setattr(health, "_database", hangs)
        try:
            said = [client.get("/readyz").json()["parts"]["database"]["problem"] for _ in range(3)]
        finally:
            goes_on.set()
        assert said == ["has not answered for 0.05 s"] * 3
        assert len(asked) == 1

    def test_is_it_not_while_a_part_has_died(self, client: Client, serving: None) -> None:
        """Until it runs again."""
        with status.told(CLOCK_WORKER, "died: out of luck"):
            assert client.get("/readyz").json()["parts"]["clock_worker"]["problem"] == "died: out of luck"
        assert client.get("/readyz").status_code == 200

    def test_is_it_not_while_a_migration_is_missing(
        self, client: Client, serving: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The old form of a table must not be written to."""
        monkeypatch.setattr(health, "_migrations_seen", set())
        monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("clinic", False)])
        problem = client.get("/readyz").json()["parts"]["migrations"]["problem"]
        assert problem.endswith("run `handrail migrate`")


@pytest.mark.django_db
class TestAlive:
    def test_is_the_process_that_answers(self, client: Client) -> None:
        """Whatever else is broken."""
        assert client.get("/healthz").json() == {"alive": True}


class TestFigures:
    def test_count_answers_by_view_and_status_and_what_the_record_holds(self, client: Client, db: None) -> None:
        """In the form that Prometheus reads."""
        small_world()
        client.get("/nothing-here/")
        client.get("/login/")
        text = client.get("/metrics").content.decode()
        assert 'handrail_requests_total{status="404",view="none"}' in text
        assert 'handrail_requests_total{status="200",view="account:log_in"}' in text
        assert "handrail_record_events_total 2.0" in text
        assert "handrail_visits_open 3.0" in text
        assert 'handrail_alarms_open{priority="high"} 0.0' in text

    def test_name_nobody(self, client: Client, db: None) -> None:
        """They may be read by whoever watches machines."""
        world: World = small_world()
        client.force_login(world.mara)
        client.get(f"/sessions/{world.ruths_visit.pk}/")
        text = client.get("/metrics").content.decode()
        for secret in ("Ruth", "Mara", "Riverside", world.ruths_visit.pk, world.mara.pk):
            assert secret not in text


@pytest.mark.django_db
class TestABrowser:
    def test_is_told_to_run_nothing_that_is_not_ours(self, client: Client) -> None:
        """No inline script, no other host, no frame around a page."""
        headers = client.get("/login/").headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"

    def test_gets_styles_from_the_source_tree_and_asks_again_whether_they_changed(self, client: Client) -> None:
        """Nothing has to be collected before the start."""
        first = client.get("/static/handrail/tokens.css")
        assert first.status_code == 200
        assert b'[data-look="room"]' in first.content
        assert first.headers["Cache-Control"] == "max-age=0, public"
        again = client.get("/static/handrail/tokens.css", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert client.get("/static/handrail/no-such.css").status_code == 404

    def test_is_told_in_words_when_a_page_is_not_there(self, client: Client) -> None:
        """And a program in JSON."""
        assert "There is nothing here for you." in client.get("/nothing-here/").content.decode()
        told = client.get("/nothing-here/", headers={"Accept": "application/json"})
        assert told.status_code == 404
        assert "nothing here" in told.json()["error"]

    def test_is_told_in_words_when_something_failed(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Go by the bedside monitor; no traceback, no database."""

        def broken(*_: Any) -> None:
            raise RuntimeError("secret detail")

        monkeypatch.setattr("handrail.web.health.status.parts", broken)
        client.raise_request_exception = False
        answer = client.get("/readyz")
        assert answer.status_code == 500
        assert "Go by the bedside monitor." in answer.content.decode()
        assert "secret detail" not in answer.content.decode()

    @pytest.mark.parametrize("accept", ["text/html", "application/json"])
    def test_is_told_when_the_record_is_away(
        self, client: Client, db: None, monkeypatch: pytest.MonkeyPatch, accept: str
    ) -> None:
        """503 with what to do; of a deed that nothing was written, where that is certain."""

        def full(*_: Any) -> None:
            raise OperationalError("disk is full") from sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr("handrail.web.doors._let_in", full)
        client.raise_request_exception = False
        read = client.get("/board/", headers={"Accept": accept})
        deed = client.post("/sessions/ses_x/pause", {"key": "k"}, headers={"Accept": accept})
        assert (read.status_code, deed.status_code) == (503, 503)
        assert "Go by the bedside monitor. Wait a moment" in read.content.decode()
        assert "Nothing was written down. Go by the bedside monitor" in deed.content.decode()
        assert "disk is full" not in deed.content.decode()

    def test_of_a_patient_is_told_so_on_paper(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a word about monitors, and whom to call."""

        def broken(*_: Any) -> None:
            raise RuntimeError("secret detail")

        world = small_world()
        monkeypatch.setattr("handrail.web.me.views.page", broken)
        client.raise_request_exception = False
        client.force_login(world.ruth)
        text = client.get("/me/").content.decode()
        assert 'data-look="paper"' in text
        assert "If you need someone, call your clinic." in text
        assert "monitor" not in text

    def test_is_told_in_words_when_a_form_is_too_old(self, db: None) -> None:
        """Nothing was changed, and what to do."""
        answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "es"})
        assert answer.status_code == 403
        assert "Nothing was changed." in answer.content.decode()

    def test_that_asks_for_a_host_that_is_not_ours_is_told_so(self, client: Client) -> None:
        """In words too, though nothing of the request can be trusted."""
        answer = client.get("/login/", headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert "This could not be read." in answer.content.decode()


class TestOverTls:
    @pytest.mark.parametrize(("tls", "safe"), [("1", True), ("", False)])
    def test_cookies_and_the_browser_stay_on_it(self, tls: str, safe: bool, tmp_path: Any) -> None:
        """Where browsers come by HTTPS, nothing goes without it; on localhost, cookies still work."""
        shown = settings_of({"HANDRAIL_TLS": tls, "HANDRAIL_DATA": str(tmp_path)})
        assert shown["SESSION_COOKIE_SECURE"] is shown["CSRF_COOKIE_SECURE"] is safe
        assert (shown["SECURE_HSTS_SECONDS"] > 0) is safe

    def test_the_key_that_signs_log_ins_is_made_once_and_kept(self, tmp_path: Any) -> None:
        """A restart logs nobody out."""
        first, second = (settings_of({"HANDRAIL_DATA": str(tmp_path)})["SECRET_KEY"] for _ in range(2))
        assert first == second
        assert len(first) >= 50
        assert (tmp_path / "keys" / "secret.key").stat().st_mode & 0o077 == 0

    def test_names_under_which_a_clinic_reaches_it_are_added(self, tmp_path: Any) -> None:
        """Localhost always works."""
        shown = settings_of({"HANDRAIL_DATA": str(tmp_path), "HANDRAIL_HOSTS": "handrail.clinic, 10.0.0.7"})
        assert {"localhost", "127.0.0.1", "handrail.clinic", "10.0.0.7"} <= set(shown["ALLOWED_HOSTS"])


def settings_of(environment: dict[str, str]) -> dict[str, Any]:
    """The settings as another process with this environment has them."""
    names = ("SECRET_KEY", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS")
    program = f"import json; from handrail.web import settings; print(json.dumps({{n: getattr(settings, n) for n in {names}}}))"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**kept, **environment}, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
