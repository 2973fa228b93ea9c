"""Every deed of the staff, pressed by everybody with what a good press sends: done by those who may, refused to the others.

What is a deed, who may, what is sent and how far the visit must have come stands in `access_table.toml`.
"""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client

from handrail.care import course, infuse, protocol, protocol_draft
from handrail.clinic.models import (
    Binding,
    Chair,
    Clinic,
    Contact,
    Device,
    Draft,
    DraftAnswer,
    Message,
    Patient,
    Person,
    ProtocolDraft,
    Room,
    ToRead,
    Visit,
)
from handrail.clinic.roles import ANYBODY, AT_THE_CHAIR, KEEPERS, MAY, PHYSICIANS, PRESCRIBERS, READERS
from handrail.pathway.events import CuffCharted, InfusionStarted, RateChangeRefused
from handrail.record import log
from handrail.units import MillilitresPerHour
from handrail.web.prepare.roles import LOOK_AHEAD
from tests.asking import all_of, answered, asked
from tests.letters import page_for, unclear_letter
from tests.people import NOW, World, clinic_time, give_password, small_world
from tests.shell.web.protocols import LIGHTER, LIKE, USUAL_DOSE, proposed_by_varga
from tests.shell.web.stages import brought
from tests.shell.web.test_access import GROUPS, STAFF

TABLE = tomllib.loads((Path(__file__).parent / "access_table.toml").read_text(encoding="utf-8"))["address"]
DEEDS = [line for line in TABLE if "may" in line]
NOT_DEEDS = {"login/", "login/demonstration/", "logout/", "language/", "look/", "questions/shown"}
NOT_DEEDS |= {"address/<str:token>/"}
NOT_DEEDS |= {"me/questions/<str:asking_id>/answer", "me/questions/<str:asking_id>/send"}
"""What people send about themselves."""


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    world = small_world()
    said = all_of("phq_9", "0", item_9="1")
    answered(world.ruths, "phq_9", said, asked_by=world.mara, by=world.ruth, at=NOW - timedelta(days=20))
    asked(world.ruths, "phq_9", by=world.mara)
    proposed_by_varga(world)
    unclear_letter(world)
    page_for(world)
    for person in (world.albrecht, world.brandt):
        protocol_draft.keep(world.riverside, person, USUAL_DOSE, LIGHTER)
    return world


def staff(world: World) -> dict[str, Person]:
    """One person of each role."""
    return dict(zip(STAFF, (world.mara, world.albrecht, world.ines, world.brandt), strict=True))


def sent(world: World, line: dict[str, Any]) -> dict[str, str]:
    """What a good press of this deed sends."""
    of_kind = {type(one.fact.event): one.seq for one in log.after(world.ruths_visit.pk, 0)}
    known = {
        "karl": world.karl.pk,
        "jonas": world.jonas.pk,
        "other_chair": world.chairs[1].pk,
        "monitor": world.monitor.pk,
        "started": of_kind.get(InfusionStarted),
        "cuff": of_kind.get(CuffCharted),
        "clinic": world.riverside.pk,
        "drafted": protocol.draft(world.riverside.pk, LIGHTER).protocol.version.sha256,
    }
    return {"key": "a-press", **{name: value.format(**known) for name, value in line["body"].items()}}


def written(world: World) -> list[Any]:
    """Everything that a deed could change."""
    places: tuple[type[Model], ...] = (Clinic, Patient, Device, Room, Chair, Visit, Binding)
    kept: tuple[type[Model], ...] = (Draft, DraftAnswer, ProtocolDraft, ToRead, Contact, Message)
    heads = [log.head(world.ruths_visit.pk), log.head(course.stream_of(world.ruths))]
    heads.append(log.head(protocol.stream_of(world.riverside.pk)))
    return [*heads, *(list(table._default_manager.order_by("pk").values()) for table in places + kept)]


def press(world: World, line: dict[str, Any], person: Person, *, accept: str = "text/html") -> Any:
    """What the person is answered."""
    client = Client()
    client.force_login(person)
    known = {"<str:session_id>": world.ruths_visit.pk, "<str:patient_id>": world.ruths.pk}
    hers = course.of(world.ruths)
    done = line["route"].endswith(("/read", "/follow-up"))
    known["<str:asking_id>"] = hers.answered[0].asked.id if done else hers.asked[0].id
    known |= {"<str:entry_id>": USUAL_DOSE, "<str:like_id>": LIKE}
    known["<str:proposal_id>"] = next(iter(protocol.state(world.riverside.pk).proposals))
    letter = Message.objects.get(state="unclear")
    known |= {"<str:message_id>": letter.pk, "<str:contact_id>": str(letter.contact_id)}
    known["<str:visit_id>"] = world.karls_visit.pk
    known["<str:page_id>"] = Message.objects.get(kind="page").pk
    path = "/" + line["route"]
    for name, value in known.items():
        path = path.replace(name, value)
    return client.post(path, sent(world, line), headers={"Accept": accept})


class TestTheTable:
    def test_names_for_every_press_of_the_staff_who_may(self) -> None:
        """A new deed cannot be forgotten here."""
        presses = {line["route"] for line in TABLE if "POST" in line["methods"]}
        assert {line["route"] for line in DEEDS} == presses - NOT_DEEDS

    def test_means_by_its_groups_what_the_product_means(self) -> None:
        """Said twice on purpose: widening one alone fails."""
        assert set(GROUPS["staff"]) == ANYBODY
        assert set(GROUPS["chairside"]) == AT_THE_CHAIR
        assert set(GROUPS["prescribers"]) == PRESCRIBERS
        assert set(GROUPS["forecast_readers"]) == set(LOOK_AHEAD)
        assert set(GROUPS["keepers"]) == KEEPERS
        assert set(GROUPS["readers"]) == READERS
        assert set(GROUPS["physicians"]) == PHYSICIANS
        assert set(GROUPS["directors"]) == MAY["sign_protocol"]

    def test_of_the_product_knows_slowing_pausing_and_stopping_as_everybodys(self) -> None:
        """The clinical rules, 3.6 as amended."""
        assert {deed: MAY[deed] for deed in ("slow", "pause", "stop", "mark", "reason")} == dict.fromkeys(
            ("slow", "pause", "stop", "mark", "reason"), ANYBODY
        )


@pytest.mark.parametrize("line", DEEDS, ids=lambda line: line["route"])
class TestADeed:
    def test_is_done_by_who_may_and_refused_in_words_to_who_may_not(self, line: dict[str, Any], world: World) -> None:
        """Each presses the same good press from the same beginning; a refusal writes nothing."""
        brought(world, line["when"])
        if "password" in line["body"]:
            give_password(world.brandt)
        before, wrong = written(world), {}
        for role, person in staff(world).items():
            with transaction.atomic():
                answer = press(world, line, person)
                came_of_it = (answer.status_code, written(world) != before)
                transaction.set_rollback(True)
            should = (302, True) if role in GROUPS[line["may"]] else (403, False)
            if came_of_it != should:
                wrong[role] = came_of_it
        assert wrong == {}

    def test_says_to_a_person_and_to_a_program_who_does_it(self, line: dict[str, Any], world: World) -> None:
        """Not only that it was refused, but whom to ask."""
        brought(world, line["when"])
        for role, person in staff(world).items():
            if role not in GROUPS[line["may"]]:
                assert "Only a" in press(world, line, person).content.decode(), role


class TestRaisingTheRate:
    @pytest.mark.parametrize("role", STAFF)
    def test_is_the_prescribers(self, world: World, role: str) -> None:
        """To the others the log says that they asked, and nothing runs faster."""
        brought(world, "running")
        session = world.ruths_visit.pk
        slower = MillilitresPerHour("75.5")
        infuse.change_rate(session=session, to=slower, prescriber=False, key="slow", by=world.mara.pk, at=NOW)
        head = log.head(session)
        client = Client()
        client.force_login(staff(world)[role])
        answer = client.post(
            f"/sessions/{session}/rate", {"key": "up", "ml_per_h": "120"}, headers={"Accept": "application/json"}
        )
        refused = [one.fact.event for one in log.after(session, head) if one.kind == RateChangeRefused.kind()]
        assert bool(answer.json()["refused"]) == bool(refused) == (role not in GROUPS["prescribers"])
        running = log.state(session)[1].running
        assert running is not None
        assert (running.rate == slower) == bool(refused)
