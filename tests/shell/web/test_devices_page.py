"""What staff may read of messages that name no clinic: everything where there is one clinic, nothing said where there are two."""

from collections.abc import Iterator

import pytest
from django.test import Client

from handrail.care import monitor
from handrail.clinic.models import Clinic
from handrail.interop.hl7v2 import receive
from handrail.record import telemetry
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.web.streaming import close_the_clinics

pytestmark = pytest.mark.django_db(transaction=True)

HEAD = "MSH|^~\\&|{sender}|HANDRAIL||20260312133000+0000||{kind}|{number}|P|2.6"
UNREADABLE = "What was sent cannot be read."
UNKNOWN = "No device is known by the name that it sends."


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(transactional_db: None) -> World:
    return small_world()


def sends(sender: str = "AMSEL7|ELSEWHERE", *, kind: str = "ORU^R01", number: int = 1) -> None:
    """A device that nobody registered sends a message about a patient."""
    raw = HEAD.format(sender=sender, kind=kind, number=number) + "\rPID|1||pat_secret\r"
    monitor.record_samples([receive(raw.encode(), NOW)], at=NOW)


def only_riverside(world: World) -> None:
    """The installation has one clinic."""
    close_the_clinics(but=world.riverside)
    Clinic.objects.exclude(pk=world.riverside.pk).delete()


def page(world: World, client: Client, address: str = "/devices/") -> str:
    """What Mara of Riverside reads."""
    client.force_login(world.mara)
    return client.get(address).content.decode()


class TestANoisySender:
    """One that sends something else wrong each time."""

    def test_pushes_nobody_off_the_page(self, world: World, client: Client) -> None:
        """Thousands of messages are a few dozen lines; what came before them is still told."""
        sends("QUIET|ELSEWHERE", number=0)
        raws = [HEAD.format(sender="MON3|RIVERSIDE", kind=f"XX{n % 900}^A01", number=n) for n in range(1, 2000)]
        for start in range(0, len(raws), 500):
            monitor.record_samples([receive(raw.encode(), NOW) for raw in raws[start : start + 500]], at=NOW)
        only_riverside(world)
        told = page(world, client)
        assert "QUIET, ELSEWHERE" in told
        assert told.count("<h3>") < 60
        kept = [*telemetry.told(world.riverside.pk, 9999), *telemetry.told(None, 9999)]
        assert len(kept) < 60
        assert sum(one.times for one in kept) == 2000


class TestConnectionsThatWereRefused:
    """Somebody connects more often than the port takes on."""

    def test_are_told_to_every_clinic_with_their_address(self, world: World, client: Client) -> None:
        """An address of the house's network is nobody's secret, and names no patient."""
        for times in (1, 400):
            monitor.note_refused_connections(
                address="10.0.0.7", reason="More than 64 connections from 10.0.0.7.", times=times, at=NOW
            )
        told = page(world, client)
        assert "10.0.0.7</h3>" in told
        assert "401 connections" in told
        assert "these were closed" in told
        assert "10.0.0.7" not in page(world, client, "/board/state")


class TestAMessageThatNamesNoClinic:
    """It may be about a patient of any of them."""

    @pytest.mark.parametrize(("kind", "todo"), [("ORU^R01", UNKNOWN), ("ADT^SECRET", UNREADABLE)])
    def test_is_told_without_what_it_says_where_there_are_two(
        self, world: World, client: Client, kind: str, todo: str
    ) -> None:
        """The kind of the trouble, the time and what to do; no name, no reason, no bytes."""
        sends(kind=kind)
        (kept,) = telemetry.unplaced(None, 9)
        told = page(world, client)
        assert todo in told
        assert "14:30:00" in told
        assert "Neither its name nor what it says is shown" in told
        for secret in ("AMSEL7", "ELSEWHERE", "pat_secret", "SECRET", "The device was answered", kept.reason[:20]):
            assert secret not in told

    @pytest.mark.parametrize(("kind", "todo"), [("ORU^R01", UNKNOWN), ("ADT^SECRET", UNREADABLE)])
    def test_is_told_whole_where_there_is_one(self, world: World, client: Client, kind: str, todo: str) -> None:
        """It can be about nobody else's patient."""
        sends(kind=kind)
        only_riverside(world)
        told = page(world, client)
        for words in (todo, "AMSEL7, ELSEWHERE", "pat_secret", kind, "The device was answered"):
            assert words in told
        assert "Neither its name" not in told

    def test_is_counted_with_those_of_the_same_trouble(self, world: World, client: Client) -> None:
        """Who sends how much is told apart only where senders are told."""
        sends(number=1)
        sends("MON9|ELSEWHERE", number=2)
        assert "2 messages" in page(world, client)
        only_riverside(world)
        assert page(world, client).count("1 message,") == 2

    def test_is_on_the_board_without_a_name_where_there_are_two(self, world: World, client: Client) -> None:
        """Loud in both clinics, and by name where there is one."""
        sends()
        said = "A device is talking that belongs to no chair"
        told = page(world, client, "/board/")
        assert f">{said}</a>" in told
        assert "AMSEL7" not in told
        assert "AMSEL7" not in page(world, client, "/board/state")
        only_riverside(world)
        assert f">{said}: AMSEL7</a>" in page(world, client, "/board/")

    def test_is_counted_on_the_board_beside_those_with_a_name(self, world: World, client: Client) -> None:
        """Our monitor by its name, the others by their number."""
        sends("MON3|RIVERSIDE", number=1)
        for number in (2, 3):
            sends(f"MON{number + 5}|ELSEWHERE", number=number)
        said = "3 devices are talking that belong to no chair: Monitor 3 and 2 more"
        assert f">{said}</a>" in page(world, client, "/board/")
        only_riverside(world)
        said = "3 devices are talking that belong to no chair: MON7, MON8, Monitor 3"
        assert f">{said}</a>" in page(world, client, "/board/")

    def test_is_told_as_several_where_none_has_a_name(self, world: World, client: Client) -> None:
        """How many, and no more."""
        for number in (7, 8):
            sends(f"MON{number}|ELSEWHERE", number=number)
        assert ">2 devices are talking that belong to no chair</a>" in page(world, client, "/board/")
