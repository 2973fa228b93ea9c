"""Coming in, going out, and reading in one's own language."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from handrail.care.clock import SteppedClock
from handrail.clinic import people
from handrail.clinic.models import Person
from tests.people import PASSWORD, World, clinic_time, give_password, small_world

LOG_IN = "/login/"


@pytest.fixture
def world(db: None) -> World:
    return small_world()


def try_to_log_in(client: Client, username: str, password: str, **more: str) -> Any:
    return client.post(LOG_IN, {"username": username, "password": password, **more})


def who_is_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


class TestLoggingIn:
    def test_brings_a_nurse_to_her_board_and_a_patient_to_her_own_page(self, world: World, client: Client) -> None:
        """Everybody starts where their day does."""
        for person, place in ((world.mara, "/board/"), (world.ruth, "/me/")):
            client.logout()
            first = try_to_log_in(client, person.username, give_password(person))
            assert first.headers["Location"] == "/"
            assert client.get("/").headers["Location"] == place

    def test_goes_on_to_the_page_that_was_asked_for(self, world: World, client: Client) -> None:
        """A link to a chair leads there also through the log-in."""
        answer = try_to_log_in(client, "mara", give_password(world.mara), next="/board/?clinic=x")
        assert answer.headers["Location"] == "/board/?clinic=x"

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
    )
    def test_never_leads_away_from_this_server(self, world: World, client: Client, elsewhere: str) -> None:
        """A link that somebody sends cannot use our log-in to get there."""
        answer = try_to_log_in(client, "mara", give_password(world.mara), next=elsewhere)
        assert answer.headers["Location"] == "/"

    def test_takes_the_name_however_its_capitals_are_typed(self, world: World, client: Client) -> None:
        """A phone writes Mara, the roster mara."""
        try_to_log_in(client, " MARA ", give_password(world.mara))
        assert who_is_in(client) == world.mara.pk

    def test_says_the_same_about_a_wrong_password_and_about_nobody(self, world: World, client: Client) -> None:
        """Nobody learns from this page who works here."""
        give_password(world.mara)
        wrong = try_to_log_in(client, "mara", "not-her-password")
        nobody = try_to_log_in(client, "nobody-at-all", "not-her-password")
        pages = [
            answer.content.decode().replace(name, "") for answer, name in ((wrong, "mara"), (nobody, "nobody-at-all"))
        ]
        assert [answer.status_code for answer in (wrong, nobody)] == [422, 422]
        assert without_tokens(pages[0]) == without_tokens(pages[1])
        assert "This name and password do not go together." in pages[0]
        assert who_is_in(client) is None

    def test_says_what_is_missing(self, world: World, client: Client) -> None:
        """Two empty fields, two sentences."""
        page = try_to_log_in(client, "", "").content.decode()
        assert "Enter your log-in name." in page
        assert "Enter your password." in page

    def test_is_refused_to_who_left_the_clinic_in_the_same_words(self, world: World, client: Client) -> None:
        """A log-in that was ended is no longer one."""
        password = give_password(world.mara)
        Person.objects.filter(pk=world.mara.pk).update(is_active=False)
        assert "do not go together" in try_to_log_in(client, "mara", password).content.decode()

    def test_is_not_asked_for_twice(self, world: World, client: Client) -> None:
        """Who is in already goes on."""
        client.force_login(world.mara)
        assert client.get(LOG_IN).headers["Location"] == "/"

    def test_does_not_repeat_a_password_on_the_page(self, world: World, client: Client) -> None:
        """Nobody reads it over a shoulder, or from a cache."""
        answer = try_to_log_in(client, "mara", "not-her-password")
        assert "not-her-password" not in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]


class TestLoggingOut:
    def test_leaves_the_browser_with_nothing(self, world: World, client: Client) -> None:
        """The next person at this screen starts from the log-in."""
        client.force_login(world.mara)
        assert client.post("/logout/").headers["Location"] == LOG_IN
        assert client.get("/account/").headers["Location"].startswith(LOG_IN)

    def test_takes_more_than_a_link(self, world: World, client: Client) -> None:
        """A picture on another site cannot log a nurse out in the middle of an infusion."""
        client.force_login(world.mara)
        assert client.get("/logout/").status_code == 405
        assert who_is_in(client) == world.mara.pk


class TestADemonstration:
    @pytest.fixture(autouse=True)
    def demonstration(self, settings: Any) -> None:
        settings.DEMO = True

    def test_lists_its_invented_people_and_one_tap_is_enough(self, world: World, client: Client) -> None:
        """Nurse before patient, each with what they are."""
        world.riverside.demonstration = True
        world.riverside.save()
        page = client.get(LOG_IN).content.decode()
        assert page.index("Mara Lind") < page.index("Dr Brandt") < page.index("Ruth Amsel")
        assert client.post("/login/demonstration/", {"username": "ruth"}).headers["Location"] == "/"
        assert who_is_in(client) == world.ruth.pk

    def test_lets_an_invented_person_in_by_name_alone(self, world: World, client: Client) -> None:
        """The terminal prints the names; there is no password to print."""
        world.riverside.demonstration = True
        world.riverside.save()
        try_to_log_in(client, "Mara", "")
        assert who_is_in(client) == world.mara.pk

    def test_still_asks_an_invented_person_for_a_password_that_was_given(self, world: World, client: Client) -> None:
        """Whoever sets one means it."""
        world.riverside.demonstration = True
        world.riverside.save()
        give_password(world.mara)
        try_to_log_in(client, "mara", "")
        assert who_is_in(client) is None
        try_to_log_in(client, "mara", PASSWORD)
        assert who_is_in(client) == world.mara.pk

    def test_never_lists_or_taps_in_somebody_real(self, world: World, client: Client) -> None:
        """Though the folder holds a real clinic too, and though somebody is in both."""
        world.hillside.demonstration = True
        world.hillside.save()
        people.add_member(world.mara, world.hillside, *world.mara.roles(world.riverside))
        page = client.get(LOG_IN).content.decode()
        assert "Olga Petrov" in page
        assert "Mara Lind" not in page
        assert client.post("/login/demonstration/", {"username": "mara"}).status_code == 404
        try_to_log_in(client, "mara", "")
        assert who_is_in(client) is None

    def test_names_the_clinic_where_there_are_two(self, world: World, client: Client) -> None:
        """So that one knows which board comes."""
        for clinic in (world.riverside, world.hillside):
            clinic.demonstration = True
            clinic.save()
        page = client.get(LOG_IN).content.decode()
        assert page.index("Hillside") < page.index("Olga") < page.index("Riverside") < page.index("Mara")

    def test_is_marked_on_every_page(self, world: World, client: Client) -> None:
        """Nobody takes it for a clinic."""
        client.force_login(world.ruth)
        for path in (LOG_IN, "/me/", "/account/", "/nothing-here/"):
            assert "Demonstration: everybody here is invented" in client.get(path, follow=True).content.decode()


class TestOutsideADemonstration:
    def test_nobody_is_listed_and_nobody_is_tapped_in(self, world: World, client: Client) -> None:
        """Also not the people of a demonstration clinic that is still in the folder."""
        world.riverside.demonstration = True
        world.riverside.save()
        assert "Mara" not in client.get(LOG_IN).content.decode()
        assert client.post("/login/demonstration/", {"username": "mara"}).status_code == 404
        try_to_log_in(client, "mara", "")
        assert who_is_in(client) is None


class TestTheLanguage:
    def test_is_the_persons_own_on_every_screen(self, world: World, client: Client) -> None:
        """Chosen once, kept with the person, whatever the browser speaks."""
        client.force_login(world.ruth)
        client.post("/language/", {"language": "es", "next": "/me/"})
        other_browser = Client(headers={"Accept-Language": "en"})
        other_browser.force_login(Person.objects.get(pk=world.ruth.pk))
        answer = other_browser.get("/me/")
        assert answer.headers["Content-Language"] == "es"
        assert '<html lang="es"' in answer.content.decode()
        assert "Lo que habrá aquí" in answer.content.decode()

    def test_is_the_browsers_before_the_log_in_until_another_is_chosen(self, world: World, client: Client) -> None:
        """The page to log in on speaks Spanish to a Spanish phone."""
        assert '<html lang="es"' in client.get(LOG_IN, headers={"Accept-Language": "es-MX,es"}).content.decode()
        answer = client.post("/language/", {"language": "es", "next": LOG_IN})
        assert answer.headers["Location"] == LOG_IN
        assert '<html lang="es"' in client.get(LOG_IN, headers={"Accept-Language": "en"}).content.decode()

    def test_chosen_on_the_way_in_stays_until_the_log_out(self, world: World, client: Client) -> None:
        """Mara's own stays English: on another browser, and on this one for who comes next."""
        give_password(world.mara)
        client.post("/language/", {"language": "es", "next": LOG_IN})
        try_to_log_in(client, "mara", PASSWORD)
        assert client.get("/board/").headers["Content-Language"] == "es"
        assert '"language": "es"' in client.get(f"/sessions/{world.ruths_visit.pk}/").content.decode()
        assert Person.objects.get(pk=world.mara.pk).language == "en"
        client.post("/logout/")
        try_to_log_in(client, "mara", PASSWORD)
        assert client.get("/board/").headers["Content-Language"] == "en"

    def test_chosen_later_is_the_persons_own_again(self, world: World, client: Client) -> None:
        """What was chosen on the way in gives way to it."""
        give_password(world.mara)
        client.post("/language/", {"language": "es", "next": LOG_IN})
        try_to_log_in(client, "mara", PASSWORD)
        client.post("/language/", {"language": "en", "next": "/board/"})
        assert client.get("/board/").headers["Content-Language"] == "en"

    def test_that_is_none_of_ours_is_refused_and_changes_nothing(self, world: World, client: Client) -> None:
        """Bad input is answered, not guessed at."""
        client.force_login(world.ruth)
        assert client.post("/language/", {"language": "xx"}).status_code == 400
        assert Person.objects.get(pk=world.ruth.pk).language == "en"


class TestTheLook:
    def test_is_the_dim_room_for_staff_and_paper_for_a_patient(self, world: World, client: Client) -> None:
        """Unless they choose."""
        for person, look in ((world.mara, "room"), (world.ruth, "paper")):
            client.force_login(person)
            assert f'data-look="{look}"' in client.get("/account/").content.decode()

    def test_can_be_paper_for_who_works_at_a_desk(self, world: World, client: Client) -> None:
        """A physician may, a nurse at the chair is not offered it."""
        client.force_login(world.albrecht)
        client.post("/look/", {"look": "paper", "next": "/account/"})
        assert 'data-look="paper"' in client.get("/account/").content.decode()
        client.force_login(world.mara)
        client.post("/look/", {"look": "paper", "next": "/account/"})
        assert 'data-look="room"' in client.get("/account/").content.decode()

    def test_can_stay_dark_for_a_patient(self, world: World, client: Client) -> None:
        """Otherwise it follows the light, as her phone does."""
        client.force_login(world.ruth)
        assert "data-follows-the-light" in client.get("/me/").content.decode()
        client.post("/look/", {"look": "dusk", "next": "/me/"})
        page = client.get("/me/").content.decode()
        assert 'data-look="dusk"' in page
        assert "data-follows-the-light" not in page


class TestTimes:
    def test_are_those_of_the_persons_clinic(self, world: World, client: Client, settings: Any) -> None:
        """Half past one in Greenwich is half past two in Berlin and half past eight in Chicago."""
        at = datetime.fromisoformat("2026-03-12T13:30:00+00:00")
        assert world.ruths_visit.planned_start_at == at
        client.force_login(world.ruth)
        with clinic_time(SteppedClock(at - timedelta(hours=3))):
            assert "2:30\N{NO-BREAK SPACE}pm" in client.get("/me/").content.decode()


def without_tokens(page: str) -> str:
    """The page without what differs each time."""
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)
