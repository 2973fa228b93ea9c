"""The page of messages, the pager, a patient's addresses, and the page behind the link in a message."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from handrail.care.messages import deeds, links, outbox
from handrail.clinic.models import Contact, Message, Person, Visit
from handrail.clinic.models.messages import State, Way
from handrail.clinic.outgoing import Outgoing
from handrail.jobs.messages.rounds import LEASE
from handrail.web.messages_page.screen import covered
from tests.letters import ADDRESS, address, letter, now_of, page_for, unclear_letter
from tests.mailing import URL
from tests.people import NOW, World, clinic_time, small_world


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def with_link(settings: Any) -> None:
    """An installation that has an address of its own."""
    settings.OUTGOING = Outgoing(URL)


def as_(person: Person) -> Client:
    """A browser in which somebody has logged in."""
    client = Client()
    client.force_login(person)
    return client


def words(response: Any) -> str:
    """The page as text, without the breaks between its lines."""
    return " ".join(response.content.decode().split())


class TestThePageOfMessages:
    def test_is_empty_with_words_that_teach(self, world: World) -> None:
        """What will stand there, and what is not set up."""
        page = words(as_(world.mara).get("/messages/"))
        assert "Nothing is open. What could not be sent" in page
        assert "Neither e-mail nor text messages are set up here." in page

    def test_says_what_is_unclear_and_what_to_do(self, world: World) -> None:
        """Whom it is to, why nobody knows, and both ways out."""
        unclear_letter(world)
        page = words(as_(world.mara).get("/messages/"))
        assert "Ruth Amsel" in page
        assert "The server ended while it was being sent. Nobody knows whether it arrived." in page
        for key in ("It arrived", "Send it again", "Take it back"):
            assert key in page

    def test_covers_the_address(self, world: World) -> None:
        """Whoever stands behind the screen reads no address."""
        unclear_letter(world)
        page = words(as_(world.mara).get("/messages/"))
        assert ADDRESS not in page
        assert "r…@example.org" in page
        assert covered("+4915123456789") == "+49…89"

    @pytest.mark.parametrize("deed", ["again", "arrived", "take-back"])
    def test_says_what_was_decided_once(self, world: World, deed: str) -> None:
        """A second press, or another's, changes nothing and says so."""
        unclear, client = unclear_letter(world), as_(world.mara)
        first = client.post(f"/messages/{unclear.pk}/{deed}", {"key": "k"}, follow=True)
        state = now_of(unclear).state
        again = client.post(f"/messages/{unclear.pk}/arrived", {"key": "k2"}, follow=True)
        assert state != State.UNCLEAR
        assert "It stands otherwise by now." not in words(first)
        assert "It stands otherwise by now." in words(again)
        assert now_of(unclear).state == state

    def test_shows_what_is_chosen_and_counts_the_rest(self, world: World) -> None:
        """Unknown choices show what is open."""
        unclear_letter(world)
        client = as_(world.mara)
        assert "Nobody knows whether" not in words(client.get("/messages/?show=sent"))
        assert "None of these." in words(client.get("/messages/?show=sent"))
        assert "Nobody knows whether" in words(client.get("/messages/?show=nonsense"))

    @pytest.mark.parametrize(
        ("state", "because", "says"),
        [
            ("held", "stopped", "No messages are wanted at this address."),
            ("held", "unconfirmed", "Nobody has said yes to messages"),
            ("held", "quiet_hours", "until 14:30"),
            ("failed", "too_late", "before it was too late"),
            ("failed", "refused", "refused the message"),
            ("failed", "tried_enough", "as often as the protocol says"),
            ("bounced", "refused", "knows no such address"),
            ("unclear", "no_answer", "no clear answer came"),
            ("sending", "", "at this moment"),
            ("queued", "", "this way is not set up here"),
        ],
    )
    def test_says_why_of_each(self, world: World, state: str, because: str, says: str) -> None:
        """In words that somebody can act on."""
        sent = letter(world)
        Message.objects.filter(pk=sent.pk).update(state=state, because=because)
        assert says in words(as_(world.mara).get("/messages/"))

    def test_is_the_clinics_own(self, world: World) -> None:
        """Hillside sees nothing of Riverside's."""
        unclear = unclear_letter(world)
        client = as_(world.olga)
        assert "Ruth" not in words(client.get("/messages/"))
        assert client.post(f"/messages/{unclear.pk}/again", {"key": "k"}).status_code == 404
        assert now_of(unclear).state == State.UNCLEAR


class TestThePager:
    def test_shows_a_call_until_somebody_has_it(self, world: World) -> None:
        """With who has it and when."""
        called = page_for(world)
        mara, jonas = as_(world.mara), as_(world.jonas)
        assert "1 call that nobody has" in words(mara.get("/pager/"))
        page = mara.post(f"/pager/{called.pk}/have", {"key": "k"}, follow=True)
        assert "Nobody calls" in words(page)
        assert '<b>Mara Lind</b> <span class="quiet">14:30</span>' in words(page)
        late = jonas.post(f"/pager/{called.pk}/have", {"key": "k"}, follow=True)
        assert "Mara Lind has it already." in words(late)

    def test_shows_no_call_before_it_went_out(self, world: World) -> None:
        """It goes through the outbox like every message."""
        client = as_(world.ines)
        said = client.post("/pager/try", {"key": "k"}, follow=True)
        assert "On its way" in words(said)
        assert "Nobody calls" in words(said)
        assert outbox.due(NOW, [Way.PAGE], lease=LEASE).count() == 1

    def test_is_tried_once_with_one_press(self, world: World) -> None:
        """A double click is one call."""
        client = as_(world.ines)
        for _ in range(2):
            client.post("/pager/try", {"key": "k"})
        assert Message.objects.filter(kind=Way.PAGE).count() == 1

    def test_speaks_the_readers_language(self, world: World) -> None:
        """The same call on two pagers."""
        page_for(world)
        world.jonas.language = "es"
        world.jonas.save()
        assert "Es una prueba del buscapersonas." in words(as_(world.jonas).get("/pager/"))


class TestAPatientsAddress:
    def add(self, world: World, **sent: str) -> HttpResponse:
        """Ines writes one down."""
        path = f"/clinic/patients/{world.ruths.pk}/addresses/add"
        return as_(world.ines).post(path, {"key": "k", "kind": "e_mail", **sent}, follow=True)  # type: ignore[return-value]  # the test client's own

    def test_is_written_down_and_asked_first(self, world: World) -> None:
        """Unless the patient said so here."""
        page = self.add(world, address=" ruth@example.org ")
        assert "until somebody says yes nothing else goes there" in words(page)
        assert [one.template for one in Message.objects.all()] == ["confirm"]
        assert Contact.objects.get().address == "ruth@example.org"

    def test_that_the_patient_gave_here_is_written_to_at_once(self, world: World) -> None:
        """Nobody is asked twice."""
        self.add(world, kind="text", address="+49 (151) 234-567 89", confirmed="yes")
        contact = Contact.objects.get()
        assert (contact.address, contact.takes_messages) == ("+4915123456789", True)
        assert not Message.objects.exists()

    @pytest.mark.parametrize(
        ("kind", "typed", "says"),
        [
            ("e_mail", "", "Enter the address or the number."),
            ("e_mail", "ruth", "That is no e-mail address."),
            ("e_mail", "ruth@", "That is no e-mail address."),
            ("e_mail", "ruth@example.org, karl@example.org", "That is no e-mail address."),
            ("e_mail", "rüth@example.org", "Write it without accents."),
            ("e_mail", "a" * 250 + "@example.org", "is too long"),
            ("text", "0151 23456789", "the country’s code"),
            ("text", "+49 151", "8 to 15 digits"),
            ("text", "+49 151 abc", "That is no telephone number."),
            ("fax", "+49 151 23456789", "Choose one."),
        ],
    )
    def test_is_refused_in_words_where_it_is_none(self, world: World, kind: str, typed: str, says: str) -> None:
        """What was typed stays in the form, and nothing is written down."""
        page = self.add(world, kind=kind, address=typed)
        assert page.status_code == 422
        assert says in words(page)
        assert not Contact.objects.exists()

    def test_stands_there_once(self, world: World) -> None:
        """The same address twice, or the same press."""
        self.add(world, address="ruth@example.org")
        assert "It stands there already." in words(self.add(world, address="ruth@example.org", key="another"))
        assert Contact.objects.count() == 1

    def test_that_bounced_says_so_where_it_can_be_mended(self, world: World) -> None:
        """On the patient's entry."""
        sent = letter(world)
        Message.objects.filter(pk=sent.pk).update(state=State.BOUNCED, ended_at=NOW)
        page = as_(world.ines).get(f"/clinic/patients/{world.ruths.pk}/")
        assert "The last message found nobody there" in words(page)

    def test_of_another_clinic_is_not_there(self, world: World) -> None:
        """Lena's address is nothing to Riverside, also through Ruth's entry."""
        theirs = address(world.lena, by=world.olga, to="lena@example.org")
        path = f"/clinic/patients/{world.ruths.pk}/addresses/{theirs.pk}/stop"
        assert as_(world.ines).post(path, {"key": "k"}).status_code == 404
        assert deeds.addresses(world.lena).get().takes_messages

    def test_gets_the_time_of_a_visit_when_it_is_booked(self, world: World) -> None:
        """Once, whoever presses twice."""
        address(world.karl, by=world.ines, to="karl@example.org")
        booking = {"key": "k", "patient": world.karl.pk, "day": "2026-03-20", "time": "09:00"}
        for _ in range(2):
            as_(world.ines).post("/prepare/book", booking)
        (told,) = Message.objects.all()
        visit = Visit.objects.get(patient=world.karl, planned_start_at="2026-03-20T08:00:00Z")
        assert (told.template, told.about, told.caused_by) == ("planned", visit.pk, world.ines)
        assert told.fields == {"starts_at": "2026-03-20T08:00:00.000000Z", "sequence": 0}


@pytest.mark.usefixtures("with_link")
class TestTheLinkInAMessage:
    def path(self, contact: Contact) -> str:
        """Where it leads."""
        return links.about_address(contact).removeprefix(URL)

    def test_changes_nothing_by_being_looked_at(self, world: World) -> None:
        """Mail programs open links by themselves."""
        contact = address(world.ruths, by=world.ines)
        page = Client().get(self.path(contact))
        assert "No, do not write to me here" in words(page)
        contact.refresh_from_db()
        assert contact.takes_messages

    def test_stops_messages_with_one_tap_and_twice_is_once(self, world: World) -> None:
        """Without a log-in, and the first time stays."""
        contact = address(world.ruths, by=world.ines)
        for _ in range(2):
            page = Client().post(self.path(contact), {"answer": "no"})
            assert "No more messages come here." in words(page)
        contact.refresh_from_db()
        assert contact.opted_out_at == NOW

    def test_says_nothing_of_whom_it_is_about(self, world: World) -> None:
        """It was forwarded: whoever opens it learns the clinic's name and telephone."""
        contact = address(world.ruths, by=world.ines)
        page = words(Client().get(self.path(contact)))
        for word in ("Ruth", "Amsel", ADDRESS, "ketam", "Ketam"):
            assert word not in page
        assert world.riverside.phone in page

    def test_says_yes_to_an_address_that_nobody_has_answered_for(self, world: World) -> None:
        """Then what waited goes out."""
        contact = address(world.ruths, by=world.ines, confirmed=False)
        assert "May we write to you here?" in words(Client().get(self.path(contact)))
        assert "Thank you." in words(Client().post(self.path(contact), {"answer": "yes"}))
        contact.refresh_from_db()
        assert contact.takes_messages

    @pytest.mark.parametrize("token", ["nonsense", "con_1.abc", "{}x", "x{}"])
    def test_that_is_not_ours_leads_nowhere(self, world: World, token: str) -> None:
        """Cut off in the middle, made up, or of an address that was forgotten."""
        contact = address(world.ruths, by=world.ines)
        path = f"/address/{token.format(links.SIGNER.sign(contact.pk))}/"
        for response in (Client().get(path), Client().post(path, {"answer": "no"})):
            assert response.status_code == 404
            assert "This link holds no more." in words(response)
        contact.refresh_from_db()
        assert contact.takes_messages

    def test_of_a_forgotten_address_leads_nowhere(self, world: World) -> None:
        """There is nothing left that it could be about."""
        contact = address(world.ruths, by=world.ines)
        path = self.path(contact)
        deeds.remove_address(contact, at=NOW)
        assert Client().get(path).status_code == 404
