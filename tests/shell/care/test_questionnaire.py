"""Questions through the whole house: asked, kept as they are answered, gone on with elsewhere, sent once."""

import json
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from handrail.care import course, questionnaire, scales
from handrail.clinic.models import Draft, DraftAnswer
from handrail.pathway.events import ScaleAnswered
from handrail.pathway.questionnaire import NotAnAnswer, NotAsked, NotOpen
from handrail.record import log
from tests.asking import all_of, answered, asked, kept
from tests.people import NOW, World, clinic_time, small_world

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    return small_world()


def keep(world: World, asking: str, answers: dict[str, str], *, key: str = "", **others: Any) -> questionnaire.Kept:
    """Ruth answers, on one of her devices."""
    library = scales.library()
    told = {"by": world.ruth.pk, "answered_at": NOW, **others}
    return questionnaire.keep(
        patient=world.ruths,
        asking=asking,
        scale=library.scales["phq_9"],
        form=library.forms["phq_9"],
        answers=answers,
        key=key or str(uuid4()),
        **told,
    )


def send(world: World, asking: str, *, key: str = "send") -> ScaleAnswered:
    """Ruth sends what she has answered."""
    library = scales.library()
    return questionnaire.finish(
        patient=world.ruths,
        asking=asking,
        scale=library.scales["phq_9"],
        form=library.forms["phq_9"],
        language="es",
        answered_by="patient",
        key=key,
        by=world.ruth.pk,
        at=NOW + MINUTE,
    )


class TestAnAnswer:
    def test_is_kept_as_it_is_given(self, world: World) -> None:
        """Each by itself, with who gave it; what would rather not be said is kept as that."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        keep(world, asking, {"1": "3"})
        so_far = keep(world, asking, {"9": questionnaire.LEFT_OUT})
        assert {item: one.answer for item, one in so_far.answers.items()} == {"1": "3", "9": ""}
        assert questionnaire.kept(world.ruths, asking) == so_far
        assert questionnaire.kept_counts(world.ruths) == {asking: 2}

    def test_counts_once_by_its_key(self, world: World) -> None:
        """The same press sent again, after another answer to the same question, changes nothing."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        first = keep(world, asking, {"1": "3"}, key="a")
        assert keep(world, asking, {"1": "3"}, key="a") == first
        assert first.revision == 1

    def test_that_was_given_later_stands_whichever_arrives_first(self, world: World) -> None:
        """A telephone without a connection answered at half past two, a tablet a minute after."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        on_the_tablet = keep(world, asking, {"1": "1"}, answered_at=NOW + MINUTE)
        late = keep(world, asking, {"1": "3"}, answered_at=NOW)
        assert late.answers["1"].answer == "1"
        assert late == on_the_tablet
        assert keep(world, asking, {"1": "2"}, answered_at=NOW + 2 * MINUTE).answers["1"].answer == "2"

    def test_of_another_device_is_told_to_who_has_not_seen_it(self, world: World) -> None:
        """By the revision that a page knows."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        seen = keep(world, asking, {"1": "3"}).revision
        assert list(keep(world, asking, {"2": "0"}).since(seen)) == ["2"]

    @pytest.mark.parametrize("answers", [{"11": "1"}, {"1": "4"}, {"1": "x"}, {"1": "1", "2": "9"}])
    def test_that_the_scale_does_not_have_is_refused(self, world: World, answers: dict[str, str]) -> None:
        """And nothing of what came with it is kept."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        with pytest.raises(NotAnAnswer):
            keep(world, asking, answers)
        assert not DraftAnswer.objects.exists()

    def test_to_what_nobody_asks_is_refused(self, world: World) -> None:
        """Never asked, taken back, or somebody else's."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        karls = asked(world.karl, "phq_9", by=world.mara)
        questionnaire.take_back(patient=world.ruths, asking=asking, key="back", by=world.mara.pk, at=NOW)
        for none in ("ask_none", asking, karls):
            with pytest.raises(NotOpen):
                keep(world, none, {"1": "1"})


class TestSending:
    def test_writes_one_event_and_the_draft_is_gone(self, world: World) -> None:
        """In the patient's own course, with when it began and who typed."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        keep(world, asking, {"1": "3"}, by=world.mara.pk)
        keep(world, asking, {"9": questionnaire.LEFT_OUT})
        said = send(world, asking)
        assert (said.answers, said.left_out) == ({"1": "3"}, (*"23456789", "10"))
        assert (said.typed_by, said.began_at, said.language) == ((world.mara.pk, world.ruth.pk), NOW, "es")
        assert not Draft.objects.exists()
        last = log.after(course.stream_of(world.ruths), 0)[-1]
        assert (last.kind, last.fact.event, last.actor) == ("ScaleAnswered", said, world.ruth.pk)
        assert log.verify(course.stream_of(world.ruths)).problem is None

    def test_again_by_the_same_key_is_the_same_answer(self, world: World) -> None:
        """The connection dropped before the first word of thanks."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        keep(world, asking, {"1": "3"})
        assert send(world, asking) == send(world, asking)
        assert len(course.of(world.ruths).answered) == 1

    def test_by_a_key_that_sent_other_questions_loses_nothing(self, world: World) -> None:
        """A key is one press on one form: the same letters on another form are another press."""
        first = asked(world.ruths, "phq_9", by=world.mara)
        keep(world, first, {"1": "3"})
        send(world, first)
        later = NOW + timedelta(days=15)
        second = asked(world.ruths, "phq_9", by=world.mara, at=later)
        keep(world, second, {"1": "0"}, answered_at=later)
        assert send(world, second).answers == {"1": "0"}
        assert len(course.of(world.ruths).answered) == 2

    def test_by_a_second_device_is_refused_with_what_stands(self, world: World) -> None:
        """Its own answers cannot be taken for those that were sent."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        keep(world, asking, {"1": "3"})
        first = send(world, asking)
        with pytest.raises(NotOpen) as refused:
            send(world, asking, key="other")
        assert refused.value.answer is not None
        assert refused.value.answer.said == first

    def test_nothing_at_all_is_an_answer_too(self, world: World) -> None:
        """Who would rather say nothing has said so."""
        asking = asked(world.ruths, "phq_9", by=world.mara)
        assert len(send(world, asking).left_out) == 10


class TestAskingAgain:
    def test_is_refused_within_the_look_back(self, world: World) -> None:
        """And nothing is written; a fortnight later it is asked."""
        answered(world.ruths, "phq_9", all_of("phq_9", "1"), asked_by=world.mara, by=world.ruth)
        head = log.head(course.stream_of(world.ruths))
        with pytest.raises(NotAsked):
            asked(world.ruths, "phq_9", by=world.mara, at=NOW + timedelta(days=13))
        assert log.head(course.stream_of(world.ruths)) == head
        assert asked(world.ruths, "phq_9", by=world.mara, at=NOW + timedelta(days=14))

    def test_by_the_same_press_is_one_asking(self, world: World) -> None:
        """A double click."""
        wanted = scales.library().scales["gad_7"]
        asking = [
            questionnaire.ask(patient=world.ruths, scale=wanted, read_today=False, key="k", by=world.mara.pk, at=NOW)
            for _ in range(2)
        ]
        assert asking[0] == asking[1]
        assert Draft.objects.count() == 1

    def test_after_it_was_taken_back_begins_anew(self, world: World) -> None:
        """What had been answered is gone with it."""
        first = asked(world.ruths, "phq_9", by=world.mara)
        kept(world.ruths, first, "phq_9", {"1": "3"}, by=world.ruth)
        assert questionnaire.take_back(patient=world.ruths, asking=first, key="b", by=world.mara.pk, at=NOW)
        assert not questionnaire.take_back(patient=world.ruths, asking=first, key="c", by=world.mara.pk, at=NOW)
        second = asked(world.ruths, "phq_9", by=world.mara)
        assert questionnaire.kept(world.ruths, second).answers == {}


class TestAClinicsLicensedFolder:
    @pytest.fixture
    def folder(self, tmp_path: Path, settings: Any) -> Path:
        settings.LICENSED_FORMS = tmp_path / "licensed"
        return tmp_path / "licensed"

    def test_may_be_missing(self, folder: Path) -> None:
        """Then the shipped words are all there is."""
        library = scales.library()
        assert ("phq_9" in library.forms, "madrs" in library.forms, library.refused) == (True, False, ())

    def test_brings_a_scale_its_words_without_a_restart(self, folder: Path) -> None:
        """Put there while the clinic runs, taken away again."""
        folder.mkdir()
        (folder / "who_5.json").write_text(json.dumps(who_5()))
        assert scales.library().forms["who_5"].title == {"en": "WHO-5 as licensed"}
        (folder / "who_5.json").unlink()
        assert "who_5" not in scales.library().forms

    def test_stands_in_for_shipped_words(self, folder: Path) -> None:
        """A Spanish form of the PCL-5 that a clinic has a licence for."""
        folder.mkdir()
        shipped = files("handrail.protocol").joinpath("scales", "gad_7.json").read_text(encoding="utf-8")
        (folder / "gad_7.json").write_text(shipped.replace("Generalized Anxiety", "Licensed Anxiety"))
        assert "Licensed" in json.dumps(dict(scales.library().forms["gad_7"].title))

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("who_5.json", "{", "cannot be read as JSON"),
            ("who_5.json", "[]", "no FHIR Questionnaire"),
            ("who_5.json", '{"resourceType": "Questionnaire"}', "does not ask for"),
            ("mine.json", "{}", "there is no scale of this name"),
        ],
    )
    def test_with_a_file_that_does_not_fit_leaves_that_one_out(
        self, folder: Path, name: str, content: str, says: str
    ) -> None:
        """Everything else goes on, and what to mend is told."""
        folder.mkdir()
        (folder / name).write_text(content)
        library = scales.library()
        assert ("phq_9" in library.forms, "who_5" in library.forms) == (True, False)
        (problem,) = library.refused
        assert says in problem
        assert name in problem

    def test_that_holds_a_screener_is_known_to(self, folder: Path) -> None:
        """None ships with words, so that without the folder there is none."""
        assert scales.library().screeners == ()


def who_5() -> dict[str, Any]:
    """A form of the right build with words of our own."""
    scale = scales.library().scales["who_5"]
    return {
        "resourceType": "Questionnaire",
        "title": "WHO-5 as licensed",
        "item": [
            {"linkId": one.id, "text": f"Words of question {one.id}", "type": "integer"} for one in scale.items.values()
        ],
    }
