"""A newer protocol came with the software: what stays, what is settled, what somebody must choose."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from handrail.care import protocol as protocols
from handrail.protocol.changes import Change
from tests.people import NOW, World, clinic_time, small_world
from tests.protocols import limit, shipping, signed
from tests.shell.web.preparing import text
from tests.shell.web.protocols import Reader, proposal_of

pytestmark = pytest.mark.django_db
RISING = "rising = { value = 5,"
LATER = NOW + timedelta(minutes=1)
OURS = Change("session.toml", "dose_default", ("value",), "0.4")


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world() -> Iterator[World]:
    """Riverside has signed a limit and a dose of its own; the new software asks for a steeper rise."""
    made = small_world()
    protocols.take_in_everywhere(NOW)
    signed(made.riverside, made.brandt, made.albrecht, *limit("165"), OURS)
    with shipping("alarms.toml", RISING, RISING.replace("5", "6")):
        protocols.take_in_everywhere(LATER)
        yield made


@pytest.fixture
def brandt(world: World) -> Reader:
    return Reader(world.brandt, world.riverside)


class TestTheNewerProtocol:
    def test_is_told_on_the_protocols_page(self, world: World, brandt: Reader) -> None:
        """And changes nothing by itself; a clinic that signed nothing is told as well."""
        assert "is installed. Bring it up" in text(brandt.get())
        assert "is installed. See what is new" in text(Reader(world.olga, world.hillside).get())

    def test_stands_beside_ours_and_what_was_shipped_before(self, brandt: Reader) -> None:
        """Place by place; what is ours alone stays."""
        said = text(brandt.get("newer/"))
        assert "160/100, systolic, above 160 mmHg 165 mmHg 160 mmHg" in said
        assert "160/100, rising by 5 mmHg 5 mmHg 6 mmHg" in said
        assert "Yours alone: they stay (1)" in said
        assert "0.5 mg/kg → after: 0.4 mg/kg" in said
        assert "Propose it" not in said

    @pytest.mark.parametrize(("take", "rising", "systolic"), [("shipped", "6", "160"), ("ours", "5", "165")])
    def test_is_proposed_with_the_choice_of_each_open_entry(
        self, world: World, brandt: Reader, take: str, rising: str, systolic: str
    ) -> None:
        """Then reviewed and signed like any other."""
        assert "Propose it" in text(brandt.get("newer/", **{"take.pressure_high": take}))
        sent = {"newer": "yes", "key": str(uuid4()), "why": "The newer one.", "take.pressure_high": take}
        proposal = proposal_of(brandt.client.post("/protocol/draft/propose", sent, follow=True))
        Reader(world.albrecht, world.riverside).word(proposal)
        brandt.sign(proposal)
        said = text(brandt.get("entries/pressure_high/"))
        assert f"risen by {rising} mmHg" in said
        assert f"systolic > {systolic} mmHg" in said
        assert "There is nothing newer" in text(brandt.get("newer/"))

    def test_is_not_proposed_before_everything_is_chosen(self, brandt: Reader) -> None:
        """Nor with a choice that is none, nor without a reason."""
        for chosen in ({}, {"take.pressure_high": "both"}):
            answer = brandt.client.post(
                "/protocol/draft/propose", {"newer": "yes", "key": "k", "why": "New.", **chosen}
            )
            assert answer.status_code == 409
        sent = {"newer": "yes", "key": "k", "why": "", "take.pressure_high": "ours"}
        answer = brandt.client.post("/protocol/draft/propose", sent)
        assert answer.status_code == 422
        assert 'id="why-said" role="alert"' in answer.content.decode()
