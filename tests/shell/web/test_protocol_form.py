"""What else an entry's form changes: how urgent, what it means, who acts; a reason that names a number; entries that come and go."""

from collections.abc import Iterator
from html import escape, unescape
from typing import Any

import pytest

from handrail.care import protocol as protocols
from handrail.care import protocol_draft
from tests.people import NOW, World, clinic_time, small_world
from tests.shell.web.preparing import text
from tests.shell.web.protocols import LIKE, Reader, proposal_of

pytestmark = pytest.mark.django_db

NEW = {
    "at.id": "start_pressure_high_old_age",
    "at.name.en": "Pressure high, in older people",
    "at.name.es": "Presión alta, en personas mayores",
    "at.when.and.0.or.0.>=.1": "155",
    "at.rationale": "Ours are older.",
}
"""A rule like that of a high pressure before the start, at a lower limit."""


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


def wrong_at(answer: Any, field: str) -> str:
    """What is said at a field that is to be mended."""
    assert answer.status_code == 422
    _before, _mark, after = answer.content.decode().partition(f'id="{escape(field)}-said" role="alert">')
    return unescape(after.partition("</span>")[0])


class TestTheForm:
    def test_says_at_each_number_where_it_may_be_set(self, brandt: Reader) -> None:
        """Of a value, of a limit in a condition, of each limit of an alarm, of a dose."""
        for entry, said in (
            ("dose_default", "may be set from 0.2 to 1 mg/kg"),
            (LIKE, "may be set from 145 to 180 mmHg"),
            ("pressure_high", "may be set from 140 to 180 mmHg"),
            ("midazolam", "may be set from 0.25 to 2.5 mg"),
        ):
            assert said in text(brandt.get(f"entries/{entry}/change")), entry

    def test_refuses_a_number_beyond_that_at_its_field_in_both_languages(self, world: World, brandt: Reader) -> None:
        """Whoever would sign it."""
        far = {"at.value": "1.2", "at.grade": "inferred", "at.rationale": "Ours are heavy."}
        said = wrong_at(brandt.change("dose_default", far), "at.value")
        assert said == "“value” is 1.2 mg/kg; it may be set from 0.2 to 1 mg/kg"
        world.brandt.language = "es"
        world.brandt.save()
        answer = brandt.change("start_pressure_high", {"at.when.and.0.or.0.>=.1": "200", "reason_stands": "yes"})
        assert "es 200 mmHg; se puede fijar entre 145 y 180 mmHg" in wrong_at(answer, "at.when.and.0.or.0.>=.1")
        assert protocol_draft.kept(brandt.clinic, brandt.person) == protocol_draft.EMPTY


class TestAnAlarmsPriority:
    def test_is_chosen_and_told_in_words_and_reviewed(self, brandt: Reader) -> None:
        """From low to medium."""
        said = text(brandt.change("spo2_low", {"at.level.0.priority": "medium"}))
        assert "* Low 94, priority: before: low → after: medium" in said
        assert "a second person reviews it" in said

    def test_that_would_put_the_urgent_first_is_refused_at_its_field(self, world: World, brandt: Reader) -> None:
        """In the reader's language, priorities too."""
        world.brandt.language = "es"
        world.brandt.save()
        answer = brandt.change("silent", {"at.level.0.priority": "high", "at.level.1.priority": "low"})
        assert answer.status_code == 422
        assert "nivel de prioridad baja sigue a uno de prioridad alta" in text(answer)

    def test_that_is_none_is_refused(self, brandt: Reader) -> None:
        """However it was sent."""
        assert wrong_at(brandt.change("spo2_low", {"at.level.0.priority": "urgent"}), "at.level.0.priority")


class TestWhatARuleMeans:
    def test_is_chosen_among_the_outcomes_of_its_book(self, brandt: Reader) -> None:
        """By their names."""
        said = text(brandt.change(LIKE, {"at.means": "hold"}))
        outcomes = protocols.shipped().rulebook.books["gate"].outcomes
        assert f"means: before: {outcomes['no_go'].name.en} → after: {outcomes['hold'].name.en}" in said
        assert wrong_at(brandt.change(LIKE, {"at.means": "relative"}), "at.means") == "Choose one."

    def test_that_contradicts_another_rule_names_it(self, brandt: Reader) -> None:
        """By its name, not by its id; and may be kept until the other is changed as well."""
        now = {"at.means": "act_today"}
        said = wrong_at(brandt.change("liver_enzymes_high", now), "at.means")
        assert protocols.shipped().entries["liver_enzymes_very_high"].name.en in said
        assert "_" not in said
        assert "What would change" in text(brandt.change("liver_enzymes_high", {**now, "all_the_same": "yes"}))


class TestWhoActs:
    def test_is_ticked(self, brandt: Reader) -> None:
        """A box without its tick takes somebody away."""
        said = text(brandt.change(LIKE, {"at.for.nurse": None, "at.for.coordinator": "yes"}))
        assert "who acts: before: nurse, physician → after: physician, coordinator" in said

    def test_is_somebody(self, brandt: Reader) -> None:
        """Nobody cannot act."""
        answer = brandt.change(LIKE, {"at.for.nurse": None, "at.for.physician": None})
        assert answer.status_code == 422
        assert "Choose who acts: at least one." in text(answer)


class TestAMedicineInACondition:
    def test_is_written_by_code_or_by_name_and_the_entry_is_found_by_it(self, brandt: Reader) -> None:
        """Every medicine has a name here."""
        field = "at.when.or.2.in.0"
        assert "No medicine is known here as" in wrong_at(brandt.change("benzodiazepine", {field: "aspirine"}), field)
        assert "Several are meant by" in wrong_at(brandt.change("benzodiazepine", {field: "anti"}), field)
        said = text(brandt.change("benzodiazepine", {field: "lithium"}))
        assert "lithium (N05AN)" in said
        assert "clonazepam (N03AE01)" in said


class TestAReasonThatNamesANumber:
    def test_is_asked_about_once_the_number_is_another(self, brandt: Reader) -> None:
        """It may hold, or be another; until then nothing is kept."""
        limit = {"at.level.1.systolic.above": "165"}
        said = wrong_at(brandt.change("pressure_high", limit), "at.rationale")
        assert said.startswith("This reason names 160, which no longer stands here.")
        assert protocol_draft.kept(brandt.clinic, brandt.person) == protocol_draft.EMPTY
        assert brandt.change("pressure_high", {**limit, "reason_stands": "yes"}).status_code == 200
        assert brandt.change("pressure_high", {**limit, "at.rationale": "Ours run higher."}).status_code == 200

    def test_is_left_alone_where_it_names_another(self, brandt: Reader) -> None:
        """Words and numbers that stay ask for nothing."""
        assert brandt.change("pressure_high", {"at.level.0.do.en": "Measure again."}).status_code == 200
        assert brandt.change("spo2_low", {"at.level.1.clear.at_least": "94"}).status_code == 200

    def test_is_said_together_with_what_the_checks_refuse(self, brandt: Reader) -> None:
        """Both at once, so that nobody mends twice."""
        answer = brandt.change("pressure_high", {"at.level.1.systolic.above": "400"})
        assert wrong_at(answer, "at.rationale")
        assert wrong_at(answer, "at.level.1.systolic.above")


class TestAnotherEntry:
    def test_begins_as_a_copy_without_name_and_reason(self, brandt: Reader) -> None:
        """What is said of the one alone is not said of the other: not its name, its reason, its line of the tables."""
        drawn = brandt.get(f"entries/{LIKE}/another").content.decode()
        assert 'name="at.id" type="text"' in drawn
        assert 'value="160"' in drawn
        assert "mean rise" not in drawn
        answer = brandt.make_another(LIKE, {})
        for field in ("at.id", "at.name.en", "at.name.es"):
            assert wrong_at(answer, field), field

    def test_is_told_whole_and_reviewed_and_signed(self, world: World, brandt: Reader) -> None:
        """Then it stands in the protocol like any other."""
        said = text(brandt.make_another(LIKE, NEW))
        for words in (
            "Pressure high, in older people a second person reviews it before: nothing → after: a new entry",
            "When: (systolic pressure ≥ 155 mmHg or diastolic pressure ≥ 100 mmHg)",
            "Chosen here: Ours are older.",
        ):
            assert words in said
        proposal = proposal_of(brandt.propose())
        Reader(world.albrecht, world.riverside).word(proposal)
        brandt.sign(proposal)
        assert "Ours are older." in text(brandt.get(f"entries/{NEW['at.id']}/"))
        assert "may be set from 145 to 180 mmHg" in text(brandt.get(f"entries/{NEW['at.id']}/change"))

    def test_can_be_changed_further_and_left_out_again(self, brandt: Reader) -> None:
        """As long as it is a draft."""
        brandt.make_another(LIKE, NEW)
        assert "may be set from 145 to 180 mmHg" in text(brandt.get(f"entries/{NEW['at.id']}/change"))
        assert "≥ 150 mmHg" in text(brandt.change(NEW["at.id"], {"at.when.and.0.or.0.>=.1": "150"}))
        brandt.client.post("/protocol/draft/drop", {"clinic": brandt.clinic.pk, "entry": NEW["at.id"]})
        assert brandt.get(f"entries/{NEW['at.id']}/change").status_code == 404

    @pytest.mark.parametrize("name", ["", "Start", "start high", "book", "title", "start_", "ñ", "x" * 70, "a\x00"])
    def test_needs_a_name_for_the_record(self, brandt: Reader, name: str) -> None:
        """That can stand in every file."""
        assert wrong_at(brandt.make_another(LIKE, {**NEW, "at.id": name}), "at.id")

    def test_cannot_have_the_name_of_one_that_is_there(self, brandt: Reader) -> None:
        """In force, or in the draft."""
        assert "already" in wrong_at(brandt.make_another(LIKE, {**NEW, "at.id": LIKE}), "at.id")
        brandt.make_another(LIKE, NEW)
        assert "already" in wrong_at(brandt.make_another(LIKE, NEW), "at.id")

    def test_is_refused_by_the_checks_at_its_field(self, brandt: Reader) -> None:
        """Like any other entry."""
        assert "gives no reason" in wrong_at(brandt.make_another(LIKE, {**NEW, "at.rationale": ""}), "at.rationale")

    @pytest.mark.parametrize("like", ["dose_default", "pressure_high", "midazolam", "none"])
    def test_is_made_of_rules_values_duties_and_words_alone(self, brandt: Reader, like: str) -> None:
        """What the software works by is one of a kind."""
        assert brandt.get(f"entries/{like}/another").status_code == 404
        assert "Make another entry like this one" not in text(brandt.get(f"entries/{like}/"))


class TestTakingAnEntryOut:
    def test_is_told_with_what_it_said_and_reviewed(self, world: World, brandt: Reader) -> None:
        """And can be put back before it is proposed."""
        before = protocols.shipped().entries["say_fear_welcome"]
        said = text(brandt.take_out("say_fear_welcome"))
        assert f"{before.name.en} a second person reviews it before: {before.name.en} → after: taken out" in said
        assert "Tell us what you fear most." in said
        assert "In your draft this entry is taken out." in text(brandt.get("entries/say_fear_welcome/change"))
        proposal = proposal_of(brandt.propose())
        Reader(world.albrecht, world.riverside).word(proposal)
        brandt.sign(proposal)
        assert brandt.get("entries/say_fear_welcome/").status_code == 404

    def test_of_one_that_handrail_works_by_is_refused(self, brandt: Reader) -> None:
        """In words."""
        answer = brandt.take_out("dose_default")
        assert answer.status_code == 422
        assert "it can be changed, but not taken out" in text(answer)
        assert protocol_draft.kept(brandt.clinic, brandt.person) == protocol_draft.EMPTY
