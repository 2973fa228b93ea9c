"""A clinic's protocol through its life: kept at the start, changed, signed; sessions keep theirs, an update asks first."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.care import infuse, monitor, prepare, protocol, protocol_files, protocol_impact, rules
from handrail.care.deed import Done
from handrail.care.prepare import Watching
from handrail.care.protocol import NothingChanges, NotPossible
from handrail.clinic.models import Clinic
from handrail.pathway.session import Session
from handrail.protocol import ProtocolError
from handrail.protocol.changes import Change
from handrail.protocol.loader import read_tables
from handrail.protocol.rules import PressureLevel
from handrail.record import log
from handrail.units import MilligramsPerKilogram, MillimetresOfMercury, Minutes
from handrail.web.infuse.screen import chair_view
from tests.people import NOW, World, small_world
from tests.protocols import limit, shipping, signed

pytestmark = pytest.mark.django_db

NEW_DUTY = """
[windows_open]
name = { en = "Window", es = "Ventana" }
kind = "duty"
do.en = "The window can be opened."
do.es = "La ventana se puede abrir."
for = ["nurse"]
grade = "engineering default"
rationale = "Fresh air helps against nausea."
may_change = "medical director"
"""
RISING = 'rising = { value = 5, unit = "mmHg"'
CALM = ("when", "and", "0", "<=", "1")
LATER = NOW + timedelta(minutes=1)
RAISED = limit("165")


@pytest.fixture
def world() -> World:
    """Both clinics keep the shipped protocol, as a server leaves them when it starts."""
    made = small_world()
    protocol.take_in_everywhere(NOW)
    return made


def ordered(world: World, key: str = "order") -> Done:
    """Dr Albrecht orders Ruth's infusion."""
    return prepare.order_infusion(
        visit=world.ruths_visit,
        dose_per_weight=MilligramsPerKilogram("0.5"),
        length=Minutes(40),
        key=key,
        by=world.albrecht.pk,
        at=NOW,
    )


def with_cuff(world: World, systolic: int, diastolic: int) -> None:
    """Ruth's monitor is bound, and a nurse charts a pressure."""
    watching = Watching(("nibp_sys", "nibp_dia", "nibp_mean"), 1, 600)
    prepare.bind_device(
        visit=world.ruths_visit, device=world.monitor, watching=watching, key="b", by=world.mara.pk, at=NOW
    )
    infuse.chart_cuff(
        session=world.ruths_visit.pk,
        systolic=MillimetresOfMercury(systolic),
        diastolic=MillimetresOfMercury(diastolic),
        key="cuff",
        by=world.mara.pk,
        at=NOW,
    )


def change(world: World, *changes: Change) -> None:
    """Dr Brandt signs in Riverside what Dr Albrecht has reviewed."""
    signed(world.riverside, world.brandt, world.albrecht, *changes)


def session(world: World) -> Session:
    """Ruth's."""
    state = log.state(world.ruths_visit.pk)[1]
    assert isinstance(state, Session)
    return state


def first_limit(clinic: Clinic) -> str:
    """What a first high pressure is in this clinic now."""
    level = protocol.in_force(clinic.pk).alarms.rules["pressure_high"].watch.levels[0]
    assert isinstance(level, PressureLevel)
    assert level.systolic is not None
    return str(level.systolic.value)


class TestTheProtocolOfAClinic:
    def test_is_the_shipped_one_before_anybody_has_signed(self, world: World) -> None:
        """Unsigned, and kept whole in the clinic's record."""
        now = protocol.state(world.riverside.pk).in_force
        assert now is not None
        assert (now.sha256, now.signed) == (protocol.shipped().version.sha256, None)
        assert protocol.in_force(world.riverside.pk) is protocol.shipped()

    def test_is_kept_once_however_often_the_server_starts(self, world: World) -> None:
        """One event for each protocol that was ever shipped."""
        protocol.take_in_everywhere(LATER)
        assert log.head(protocol.stream_of(world.riverside.pk)) == 1

    def test_is_no_other_clinics(self, world: World) -> None:
        """What Riverside signs changes nothing in Hillside."""
        change(world, *RAISED)
        assert (first_limit(world.riverside), first_limit(world.hillside)) == ("165", "160")

    def test_is_known_by_who_signed_it_and_as_its_own_version(self, world: World) -> None:
        """With the digest of what it says now."""
        change(world, *RAISED)
        now = protocol.state(world.riverside.pk).in_force
        assert now is not None
        assert now.signed is not None
        assert (now.signed.name, now.release) == ("Dr Brandt", f"{protocol.shipped().version.text}+1")
        assert str(protocol.in_force(world.riverside.pk).version) == f"{now.release}, sha256 {now.sha256}"

    def test_verifies_like_every_stream(self, world: World) -> None:
        """Hashes and payloads, the documents among them."""
        change(world, *RAISED)
        assert log.verify(protocol.stream_of(world.riverside.pk)).problem is None


class TestASession:
    def test_keeps_the_version_of_its_order_and_the_next_order_takes_the_new_one(self, world: World) -> None:
        """Nobody's limits change while the drug runs."""
        ordered(world)
        change(world, *RAISED)
        kept = rules.of_visit(world.ruths_visit)
        assert kept.shown_limits("nibp") == ("160", "100")
        assert kept.protocol.version == protocol.shipped().version
        assert kept == rules.of_session(session(world), world.riverside.pk)
        assert rules.of_visit(world.karls_visit).protocol is protocol.in_force(world.riverside.pk)

    def test_that_is_ordered_again_before_its_start_takes_the_new_one(self, world: World) -> None:
        """A new order is a new order."""
        ordered(world)
        change(world, *RAISED)
        ordered(world, "again")
        order = session(world).order
        assert order is not None
        assert order.protocol == str(protocol.in_force(world.riverside.pk).version)
        assert rules.of_visit(world.ruths_visit).protocol is protocol.in_force(world.riverside.pk)

    @pytest.mark.parametrize(("before", "alarms"), [(True, ["pressure_high"]), (False, [])])
    def test_is_watched_under_its_own_version(self, world: World, *, before: bool, alarms: list[str]) -> None:
        """162/96 alarms under the old limit and not under the new one, on the watch and on the screen."""
        if before:
            ordered(world)
            change(world, *RAISED)
        else:
            change(world, *RAISED)
            ordered(world)
        with_cuff(world, 162, 96)
        monitor.watch(world.ruths_visit.pk, at=LATER)
        view = chair_view(world.ruths_visit.pk, LATER)
        assert [one["condition"] for one in view["alarms"] if one["kind"] == "physiological"] == alarms
        assert [one.condition for one in session(world).alarms if one.alarm_kind == "physiological"] == alarms

    def test_under_a_version_that_nobody_knows_goes_by_what_is_in_force(self) -> None:
        """As one that was ordered before protocols were kept."""
        world = small_world()
        with shipping("alarms.toml", "value = 120", "value = 60"):
            ordered(world)
            assert rules.of_visit(world.ruths_visit).sound_pause() == timedelta(seconds=60)
        protocol.take_in_everywhere(LATER)
        assert rules.of_visit(world.ruths_visit).sound_pause() == timedelta(seconds=120)

    def test_costs_no_look_at_the_protocols_record_once_it_is_ordered(self, world: World) -> None:
        """The watch looks at every session every second."""
        change(world, *RAISED)
        ordered(world)
        state = session(world)
        rules.of_session(state, world.riverside.pk)
        with CaptureQueriesContext(connection) as queries:
            rules.of_session(state, world.riverside.pk)
        assert len(queries) == 0

    def test_is_looked_at_as_far_back_as_the_longest_window_in_use(self, world: World) -> None:
        """What was kept for a shorter one is read anew, and then kept for both."""
        visit = world.ruths_visit.pk
        window = rules.shipped().window_length()
        short = monitor.readings_of(visit, back=window)
        long = monitor.readings_of(visit, back=2 * window)
        assert (short.kept_for, long.kept_for) == (window, 2 * window)
        assert monitor.readings_of(visit, back=window) is long


class TestADraft:
    def test_says_what_it_would_change_and_asks_for_a_review(self, world: World) -> None:
        """In both languages."""
        draft = protocol.draft(world.riverside.pk, limit("158", levels=1))
        assert draft.review_needed
        assert [one.line("en") for one in draft.said] == [
            "Pressure high, 160/100 (step 1), shown as: 160/100 → 158/100",
            "Pressure high, 160/100 (step 1), systolic, above: 160 mmHg → 158 mmHg",
        ]
        assert [one.line("es") for one in draft.said] == [
            "Presión alta, 160/100 (nivel 1), se muestra: 160/100 → 158/100",
            "Presión alta, 160/100 (nivel 1), sistólica, más de: 160 mmHg → 158 mmHg",
        ]

    def test_of_a_limit_that_the_screens_would_not_show_is_refused(self, world: World) -> None:
        """160/100 beside a value that alarms from 158 on."""
        with pytest.raises(NotPossible, match="shows '160/100', but its limit is 158 mmHg"):
            protocol.draft(world.riverside.pk, limit("158", levels=1)[:1])

    def test_needs_no_review_where_the_director_may_change_it_alone(self, world: World) -> None:
        """A default dose hurts nobody by itself."""
        draft = protocol.draft(world.riverside.pk, [Change("session.toml", "dose_default", ("value",), "0.4")])
        assert not draft.review_needed

    def test_that_contradicts_itself_is_refused_in_words(self, world: World) -> None:
        """A limit below its own end."""
        with pytest.raises(NotPossible, match="leave a distance"):
            protocol.draft(world.riverside.pk, limit("150", levels=1))

    def test_of_what_is_in_force_and_signed_is_refused(self, world: World) -> None:
        """Nothing would change."""
        change(world, *RAISED)
        with pytest.raises(NothingChanges):
            protocol.draft(world.riverside.pk, RAISED)

    def test_has_the_digest_that_is_in_force_once_it_is_signed(self, world: World) -> None:
        """Also where somebody wrote another version into the head of an edited file, which is the software's to say."""
        clinic = world.riverside
        state = protocol.state(clinic.pk)
        assert state.in_force is not None
        whole = {file: dict(said) for file, said in protocol.tables_of(state, state.in_force).items()}
        whole["session.toml"]["version"] = "9.9.9"
        whole["session.toml"]["dose_default"] = {**whole["session.toml"]["dose_default"], "value": 1}
        draft = protocol.draft_of(clinic.pk, whole)
        proposal = protocol.propose(clinic=clinic, draft=draft, why="Ours", key="p", by=world.brandt.pk, at=NOW)
        now = protocol.sign(clinic=clinic, proposal=proposal, key="s", by=world.brandt, at=NOW).in_force
        assert now is not None
        assert now.sha256 == draft.protocol.version.sha256
        again = read_tables(protocol.tables_of(protocol.state(clinic.pk), now))
        assert (again.version.sha256, str(again.order.default_dose)) == (now.sha256, "1 mg/kg")


class TestAnUpdate:
    def test_leaves_the_signed_copy_in_force(self, world: World) -> None:
        """Also for a clinic that had signed nothing: no limit changes by itself."""
        change(world, *RAISED)
        with shipping("alarms.toml", "value = 120", "value = 60"):
            protocol.take_in_everywhere(LATER)
            assert first_limit(world.riverside) == "165"
            for clinic in (world.riverside, world.hillside):
                assert rules.of_clinic(clinic.pk).sound_pause() == timedelta(seconds=120)
            assert rules.shipped().sound_pause() == timedelta(seconds=60)

    def test_shows_what_stays_what_is_settled_and_what_is_open(self, world: World) -> None:
        """Entry by entry."""
        other = Change("session.toml", "dose_default", ("value",), "0.4")
        change(world, *RAISED, other)
        with shipping("alarms.toml", RISING, RISING.replace("5", "6")):
            protocol.take_in_everywhere(LATER)
            carried = protocol.newer(world.riverside.pk)
            assert carried is not None
            assert (carried.kept, carried.settled) == ((other,), ())
            assert carried.open == (("alarms.toml", "pressure_high"),)
        assert protocol.newer(world.hillside.pk) is None

    @pytest.mark.parametrize("take", [True, False])
    def test_is_signed_with_the_choice_of_each_open_entry(self, world: World, *, take: bool) -> None:
        """The newer text, or the clinic's own as a whole."""
        change(world, *RAISED)
        with shipping("alarms.toml", RISING, RISING.replace("5", "6")):
            protocol.take_in_everywhere(LATER)
            chosen = [("alarms.toml", "pressure_high")] if take else []
            draft = protocol.draft_from_shipped(world.riverside.pk, chosen)
            level = draft.protocol.alarms.rules["pressure_high"].watch.levels[1]
            assert isinstance(level, PressureLevel)
            assert level.rising == (6 if take else 5)
            assert draft.base == protocol.shipped().version.sha256

    def test_leaves_a_session_under_the_version_of_its_order(self, world: World) -> None:
        """The version is read again from the clinic's record, by software that ships another."""
        change(world, *RAISED)
        ordered(world)
        with shipping("alarms.toml", "value = 120", "value = 60"):
            kept = rules.of_visit(world.ruths_visit)
            assert (kept.shown_limits("nibp")[0], kept.sound_pause()) == ("165", timedelta(seconds=120))
            order = session(world).order
            assert order is not None
            assert str(kept.protocol.version) == order.protocol

    def test_completes_a_kept_protocol_by_what_the_software_needs(self, world: World) -> None:
        """An entry that is new in the software is there under the version that was kept before."""
        change(world, *RAISED)
        with shipping("room.toml", "\n[room_readiness]\n", f"{NEW_DUTY}\n[room_readiness]\n"):
            assert "windows_open" in protocol.in_force(world.riverside.pk).entries
            assert first_limit(world.riverside) == "165"


class TestTheImpactOfADraft:
    def test_names_the_patients_whose_alarms_would_be_otherwise(self, world: World) -> None:
        """Ruth at 162/96, whose session keeps its version all the same; nobody of another clinic."""
        ordered(world)
        with_cuff(world, 162, 96)
        draft = protocol.draft(world.riverside.pk, RAISED)
        found = protocol_impact.impact(world.riverside.pk, draft.protocol, LATER)
        (ruth,) = found.touched
        assert (ruth.visit, ruth.ordered, found.looked_at) == (world.ruths_visit, True, 2)
        assert ruth.lines("en") == ["Pressure high 162/96: low, limit 160/100 → no alarm"]
        assert ruth.lines("es") == ["Presión alta 162/96: baja, límite 160/100 → sin alarma"]
        assert "runs on under the version of its order" in found.keeps.en

    def test_names_the_rules_that_come_to_something_else_on_what_is_known(self, world: World) -> None:
        """138/80 lets the infusion begin, and would not any more."""
        with_cuff(world, 138, 80)
        draft = protocol.draft(world.riverside.pk, [Change("gate.toml", "start_pressure_calm", CALM, '"135 mmHg"')])
        (ruth,) = protocol_impact.impact(world.riverside.pk, draft.protocol, LATER).touched
        assert (ruth.ordered, ruth.lines("en")) == (False, ["Pressure calm: Go → does not hold"])

    def test_is_nobody_where_nothing_would_be_otherwise(self, world: World) -> None:
        """A higher limit, and calm pressures."""
        with_cuff(world, 128, 80)
        draft = protocol.draft(world.riverside.pk, RAISED)
        assert protocol_impact.impact(world.riverside.pk, draft.protocol, LATER).touched == ()

    def test_writes_nothing(self, world: World) -> None:
        """Looking is free."""
        with_cuff(world, 162, 96)
        head = log.head(world.ruths_visit.pk)
        draft = protocol.draft(world.riverside.pk, RAISED)
        protocol_impact.impact(world.riverside.pk, draft.protocol, LATER)
        assert log.head(world.ruths_visit.pk) == head


class TestTheFilesOfAProtocol:
    def test_read_back_are_the_version_they_were_written_from(self, world: World, tmp_path: Path) -> None:
        """To the digest."""
        change(world, *RAISED)
        state = protocol.state(world.riverside.pk)
        assert state.in_force is not None
        protocol_files.write(protocol_files.files_of(state, state.in_force), tmp_path / "edited")
        with pytest.raises(NothingChanges):
            protocol.draft_of(world.riverside.pk, protocol_files.read(tmp_path / "edited"))

    def test_that_are_there_already_are_not_written_over(self, world: World, tmp_path: Path) -> None:
        """Somebody may have edited them."""
        state = protocol.state(world.riverside.pk)
        assert state.in_force is not None
        protocol_files.write(protocol_files.files_of(state, state.in_force), tmp_path)
        with pytest.raises(FileExistsError):
            protocol_files.write(protocol_files.files_of(state, state.in_force), tmp_path)

    def test_of_which_one_is_missing_are_refused_by_its_name(self, world: World, tmp_path: Path) -> None:
        """And say what to do."""
        state = protocol.state(world.riverside.pk)
        assert state.in_force is not None
        protocol_files.write(protocol_files.files_of(state, state.in_force), tmp_path)
        (tmp_path / "alarms.toml").unlink()
        with pytest.raises(ProtocolError, match=r"alarms\.toml: this file cannot be read"):
            protocol_files.read(tmp_path)
