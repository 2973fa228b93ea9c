"""Who is told that something of the protocol waits: whoever may act, on the board and on every page of the protocol."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from handrail.care import protocol as protocols
from handrail.care import protocol_draft
from handrail.clinic.models import Person
from handrail.clinic.roles import Role
from handrail.protocol.changes import Change
from tests.people import NOW, World, clinic_time, small_world, staff
from tests.protocols import limit, shipping, signed
from tests.shell.web.preparing import text
from tests.shell.web.protocols import RAISED, Reader, proposal_of

pytestmark = pytest.mark.django_db

REVIEW = "A change of the protocol waits for your review"
SIGN = "A change of the protocol waits for your signature"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world() -> World:
    made = small_world()
    protocols.take_in_everywhere(NOW)
    return made


@pytest.fixture
def brandt(world: World) -> Reader:
    return Reader(world.brandt, world.riverside)


@pytest.fixture
def albrecht(world: World) -> Reader:
    return Reader(world.albrecht, world.riverside)


def board(person: Person, world: World) -> str:
    """What their board says."""
    return text(Reader(person, world.riverside).client.get("/board/"))


def raised(reader: Reader) -> str:
    """A raised limit, which a second person must review."""
    reader.change("pressure_high", RAISED)
    return proposal_of(reader.propose())


class TestAProposal:
    def test_is_on_the_board_of_who_may_review_it_and_of_nobody_else(self, world: World, brandt: Reader) -> None:
        """Not of who proposed it, nor of a nurse or a coordinator."""
        proposal = raised(brandt)
        assert REVIEW in board(world.albrecht, world)
        for person in (world.brandt, world.mara, world.ines):
            assert "of the protocol wait" not in board(person, world), person
        shown = Reader(world.albrecht, world.riverside).client.get("/board/").content.decode()
        assert f'href="/protocol/proposals/{proposal}/"' in shown

    def test_is_on_the_directors_board_once_it_can_be_signed(
        self, world: World, brandt: Reader, albrecht: Reader
    ) -> None:
        """And on no reviewer's any more."""
        proposal = raised(brandt)
        albrecht.word(proposal)
        assert SIGN in board(world.brandt, world)
        assert "of the protocol wait" not in board(world.albrecht, world)

    def test_waits_for_another_reviewer_where_the_only_director_has_reviewed_it(
        self, world: World, brandt: Reader, albrecht: Reader
    ) -> None:
        """Nobody signs on their own review."""
        proposal = raised(albrecht)
        brandt.word(proposal)
        varga = staff(world.riverside, "varga", "Dr Varga", Role.PHYSICIAN)
        assert REVIEW in board(varga, world)
        assert "of the protocol wait" not in board(world.albrecht, world)

    def test_waits_for_nobody_once_it_is_overtaken(self, world: World, brandt: Reader) -> None:
        """There is nothing to sign."""
        raised(brandt)
        signed(world.riverside, world.brandt, world.albrecht, *limit("170"), at=LATER)
        for person in (world.brandt, world.albrecht):
            assert "of the protocol wait" not in board(person, world)

    def test_is_in_the_way_through_the_protocols_pages(self, brandt: Reader, albrecht: Reader) -> None:
        """For who may act; everybody sees that it is there."""
        raised(brandt)
        assert "Waits for you: 1" in text(albrecht.get("scales/"))
        assert "A proposal waits for your review" in text(albrecht.get())
        assert "Waits for you" not in text(brandt.get())
        raised(brandt)
        assert "Wait for you: 2" in text(albrecht.get())
        assert "2 things of the protocol wait for you" in text(albrecht.client.get("/board/"))


class TestANewerProtocol:
    def test_waits_for_who_may_propose_it(self, world: World) -> None:
        """Until somebody has; who only reads is told what is so."""
        with shipping("alarms.toml", "rising = { value = 5,", "rising = { value = 6,"):
            protocols.take_in_everywhere(LATER)
            for person in (world.brandt, world.albrecht):
                assert "is installed and waits to be looked at" in board(person, world)
            assert "is installed" not in board(world.mara, world)
            reader = Reader(world.albrecht, world.riverside)
            assert "Made from 0.2.0; 0.2.0 is installed. Bring it up" in text(reader.get())
            assert "See what is new" in text(Reader(world.mara, world.riverside).get())
            sent = {"newer": "yes", "key": "newer", "why": "The newer one."}
            reader.client.post("/protocol/draft/propose", sent)
            assert "is installed" not in board(world.albrecht, world)


class TestAnOvertakenProposal:
    def test_is_copied_into_ones_draft_with_what_no_longer_fits_said(
        self, world: World, brandt: Reader, albrecht: Reader
    ) -> None:
        """What was changed meanwhile is not undone; the rest can be proposed anew."""
        usual = {"at.value": "0.4", "at.grade": "inferred", "at.rationale": "Ours are light."}
        albrecht.change("dose_default", usual)
        albrecht.change("spo2_low", {"at.level.1.clear.at_least": "94"})
        proposal = raised(albrecht)
        sounds = Change("alarms.toml", "spo2_low", ("level", "1", "clear", "at_least"), "94")
        signed(world.riverside, world.brandt, world.albrecht, *limit("170"), sounds, at=LATER)
        assert "Copy it into my draft" in text(brandt.get(f"proposals/{proposal}/"))
        said = text(
            brandt.client.post(f"/protocol/proposals/{proposal}/copy", {"clinic": brandt.clinic.pk}, follow=True)
        )
        assert "In your draft now: Dose by weight, when nothing else is ordered." in said
        assert "In force already, nothing is left to do: Oxygen saturation low." in said
        assert "No longer fits, since it has been changed meanwhile" in said
        assert "change it anew: Pressure high." in said
        assert "0.5 mg/kg → after: 0.4 mg/kg" in said
        assert protocol_draft.kept(brandt.clinic, brandt.person).entries == ("dose_default",)

    def test_leaves_what_one_has_drafted_oneself(self, world: World, brandt: Reader, albrecht: Reader) -> None:
        """And says so."""
        why = {"at.grade": "inferred", "at.rationale": "Ours are light."}
        albrecht.change("dose_default", {"at.value": "0.4", **why})
        proposal = proposal_of(albrecht.propose())
        brandt.change("dose_default", {"at.value": "0.6", **why})
        signed(world.riverside, world.brandt, world.albrecht, *limit("170"), at=LATER)
        address = f"/protocol/proposals/{proposal}/copy"
        said = text(brandt.client.post(address, {"clinic": brandt.clinic.pk}, follow=True))
        assert "Your draft changes it otherwise already, and was left as it is: Dose by weight" in said
        assert "0.5 mg/kg → after: 0.6 mg/kg" in said
