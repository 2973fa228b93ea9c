"""A change of the protocol in the browser: drafted, proposed, reviewed, signed; each refusal in words at its place."""

from collections.abc import Iterator

import pytest

from handrail.care import protocol as protocols
from handrail.care import protocol_draft
from handrail.pathway.events import ProtocolSigningRefused
from handrail.record import log
from tests.people import NOW, World, clinic_time, small_world
from tests.protocols import limit, signed
from tests.shell.web.preparing import text
from tests.shell.web.protocols import FIRST, RAISED, SECOND, Reader, proposal_of
from tests.shell.web.stages import brought

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world() -> World:
    """Both clinics keep the shipped protocol, as a server leaves them when it starts."""
    made = small_world()
    protocols.take_in_everywhere(NOW)
    return made


@pytest.fixture
def brandt(world: World) -> Reader:
    return Reader(world.brandt, world.riverside)


@pytest.fixture
def albrecht(world: World) -> Reader:
    return Reader(world.albrecht, world.riverside)


def proposed(reader: Reader) -> str:
    """A raised limit, proposed."""
    reader.change("pressure_high", RAISED)
    return proposal_of(reader.propose())


class TestAnEntrysForm:
    def test_kept_as_it_came_changes_nothing(self, brandt: Reader) -> None:
        """Every entry's form can be sent as it is drawn, and says that nothing is otherwise."""
        for entry in (
            "pressure_high",
            "start_pressure_high",
            "midazolam",
            "dose_default",
            "silent",
            "say_fear_welcome",
        ):
            answer = brandt.change(entry, {})
            assert answer.status_code == 422, entry
            assert "Nothing is otherwise yet" in text(answer), entry

    def test_tells_the_change_in_words_and_lets_what_is_shown_follow(self, brandt: Reader) -> None:
        """160/100 on the screens becomes 165/100."""
        said = text(brandt.change("pressure_high", RAISED))
        assert "* Low 160/100, systolic, above: before: 160 mmHg → after: 165 mmHg" in said
        assert "* Low 160/100, shown as: before: 160/100 → after: 165/100" in said
        assert "a second person reviews it" in said

    def test_changes_limits_in_conditions_and_words(self, brandt: Reader) -> None:
        """Several entries, in one draft."""
        brandt.change("start_pressure_high", {"at.when.and.0.or.0.>=.1": "165", "at.grade": "inferred"})
        said = text(brandt.change("say_fear_welcome", {"at.says.en": "Tell us what you fear most."}))
        assert "systolic pressure ≥: before: 160 mmHg → after: 165 mmHg" in said
        assert "after: Tell us what you fear most." in said

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "Enter a number. The unit stays: mmHg."),
            ("165,5", "Is 165,5 meant as 165.5?"),
            ("165 mmHg", "“165 mmHg” is not a number."),
            ("1e3", "“1e3” is not a number."),
            ("١٦٥", "is not a number."),
            ("1" * 30, "is too long"),
            ("16\x005", "holds signs that cannot be written down"),
            ("150", "leave a distance"),
            ("400", "is 400 mmHg; it may be set from 140 to 180 mmHg"),
        ],
    )
    def test_refuses_what_cannot_be_at_its_field(self, brandt: Reader, typed: str, said: str) -> None:
        """In words, beside what was typed; nothing is kept."""
        answer = brandt.change("pressure_high", {FIRST: typed, "at.grade": "inferred"})
        assert answer.status_code == 422
        at = answer.content.decode().split(f'id="{FIRST}-said" role="alert">')
        assert len(at) == 2
        assert said in at[1].split("</span>")[0].replace("&#x27;", "'")
        assert protocol_draft.kept(brandt.clinic, brandt.person) == protocol_draft.EMPTY

    def test_says_the_checks_refusals_in_spanish(self, brandt: Reader) -> None:
        """A director who reads Spanish is not refused in English."""
        brandt.person.language = "es"
        brandt.person.save()
        answer = brandt.change("pressure_high", {FIRST: "150", "at.grade": "inferred"})
        assert "deje una distancia" in text(answer)

    def test_asks_whether_a_number_that_was_read_is_still_read(self, brandt: Reader) -> None:
        """A number that the clinic has chosen is not the source's."""
        lighter = {"at.value": "0.4", "at.grade": "seen"}
        answer = brandt.change("dose_default", lighter)
        assert answer.status_code == 422
        assert "no longer the one that stands here" in text(answer)
        assert brandt.change("dose_default", {**lighter, "grade_stands": "yes"}).status_code == 200

    def test_refuses_a_grade_without_its_reason_or_source(self, brandt: Reader) -> None:
        """As the documents do."""
        assert "names no source" in text(brandt.change("dose_default", {"at.source": ""}))
        assert "Choose one of the sources" in text(brandt.change("pressure_high", {"at.source": "a_blog"}))
        assert "gives no reason" in text(brandt.change("pressure_high", {**RAISED, "at.rationale": ""}))

    def test_lets_two_entries_that_belong_together_change_one_after_the_other(self, brandt: Reader) -> None:
        """What is high and what is very high stand in two rules; each alone would contradict the other."""
        today = {"at.means": "act_today"}
        first = brandt.change("liver_enzymes_high", today)
        assert first.status_code == 422
        assert "It does not agree with another entry" in text(first)
        kept = brandt.change("liver_enzymes_high", {**today, "all_the_same": "yes"})
        assert "The protocol refuses this as it stands" in text(kept)
        assert "Propose it" not in text(kept)

    def test_out_of_the_draft_again_is_as_it_was(self, brandt: Reader) -> None:
        """Typed back, or left out."""
        brandt.change("pressure_high", RAISED)
        brandt.change("dose_default", {"at.value": "0.4", "at.grade": "inferred", "at.rationale": "Ours are light."})
        brandt.change("pressure_high", {FIRST: "160", SECOND: "160", "at.grade": "engineering default"})
        assert protocol_draft.kept(brandt.clinic, brandt.person).entries == ("dose_default",)
        brandt.client.post("/protocol/draft/drop", {"clinic": brandt.clinic.pk, "entry": "dose_default"})
        assert protocol_draft.kept(brandt.clinic, brandt.person) == protocol_draft.EMPTY

    def test_is_ones_own(self, brandt: Reader, albrecht: Reader) -> None:
        """What one person drafts, another neither sees nor proposes."""
        brandt.change("pressure_high", RAISED)
        assert "Your draft is empty" in text(albrecht.get("draft/"))


class TestAProposal:
    def test_says_for_whom_it_would_be_otherwise(self, world: World, brandt: Reader) -> None:
        """Of those who are here, or that it is nobody."""
        said = text(brandt.change("pressure_high", RAISED))
        assert "For nobody: 2 open visits were looked at" in said
        assert "runs on under the version of its order" in said

    def test_needs_its_reason(self, brandt: Reader) -> None:
        """Whoever reviews it reads that first."""
        brandt.change("pressure_high", RAISED)
        for why in ("", "   ", "1234", "a\x00b"):
            answer = brandt.propose(why)
            assert answer.status_code == 422
            assert 'id="why-said" role="alert"' in answer.content.decode()
        assert not protocols.state(brandt.clinic.pk).proposals

    def test_is_of_the_draft_that_was_looked_at(self, brandt: Reader) -> None:
        """A second window changed it meanwhile: it is read again first."""
        brandt.change("pressure_high", RAISED)
        answer = brandt.propose(sha256="0" * 64)
        assert answer.status_code == 409
        assert "Read it again, then propose" in text(answer)

    def test_of_the_defaults_as_they_are_can_be_signed(self, brandt: Reader) -> None:
        """A clinic that changes nothing signs as well."""
        proposal = proposal_of(brandt.propose("We have read all of it."))
        assert "is in force from now on" in text(brandt.sign(proposal))
        assert "Proposed defaults" not in text(brandt.get())
        assert "Propose it" not in text(brandt.get("draft/"))

    def test_changes_nothing_before_it_is_signed(self, world: World, brandt: Reader) -> None:
        """And empties the draft."""
        before = protocols.in_force(world.riverside.pk)
        said = text(brandt.get(f"proposals/{proposed(brandt)}/"))
        assert "Proposed by Dr Brandt" in said
        assert "160 mmHg → after: 165 mmHg" in said
        assert protocols.in_force(world.riverside.pk) is before
        assert "A proposal waits" in text(brandt.get())
        assert "Your draft is empty" in text(brandt.get("draft/"))


class TestAReview:
    def test_is_a_second_persons(self, brandt: Reader, albrecht: Reader) -> None:
        """Not that of who proposed it."""
        proposal = proposed(brandt)
        own = brandt.word(proposal)
        assert own.status_code == 409
        assert "You proposed this" in text(own)
        assert "Your word is on record: you agree." in text(albrecht.word(proposal))
        assert "Dr Albrecht agrees" in text(brandt.get(f"proposals/{proposal}/"))

    def test_that_does_not_agree_says_what_should_be_otherwise(self, brandt: Reader, albrecht: Reader) -> None:
        """And keeps it from being signed."""
        proposal = proposed(brandt)
        assert "Choose whether you agree" in text(albrecht.word(proposal, agrees="perhaps"))
        assert "Say what should be otherwise" in text(albrecht.word(proposal, agrees="no", words=""))
        albrecht.word(proposal, agrees="no", words="165 is too near to 180.")
        assert "nobody other than you and who proposed it has agreed" in text(brandt.sign(proposal))


class TestASignature:
    def test_puts_the_proposal_in_force_and_leaves_sessions_their_version(
        self, world: World, brandt: Reader, albrecht: Reader
    ) -> None:
        """The next order has the new."""
        brought(world, "ordered")
        old = str(protocols.in_force(world.riverside.pk).version)
        proposal = proposed(brandt)
        albrecht.word(proposal)
        said = text(brandt.sign(proposal))
        assert "Signed by Dr Brandt. Version 0.2.0+1 is in force from now on." in said
        assert "Sessions that were ordered before keep their own version: Ruth Amsel, chair 3: 0.2.0" in said
        assert protocols.under(log.state(world.ruths_visit.pk)[1], world.riverside.pk).version.text == "0.2.0"
        assert str(protocols.in_force(world.riverside.pk).version) != old
        entry = text(brandt.get("entries/pressure_high/", session=world.ruths_visit.pk))
        assert "runs under version 0.2.0" in entry
        assert "160 mmHg → 165 mmHg" in entry

    def test_asks_for_the_password_again(self, brandt: Reader, albrecht: Reader) -> None:
        """A browser that was left open signs nothing."""
        proposal = proposed(brandt)
        albrecht.word(proposal)
        brandt.sign(proposal)
        again = proposed_lower(brandt)
        albrecht.word(again)
        for typed in ("", "brown-herons", "a\x00b", "x" * 5000):
            answer = brandt.sign(again, typed)
            assert answer.status_code == 422
            assert "This is not your password" in text(answer)
            assert typed not in answer.content.decode() or not typed

    def test_without_the_review_is_refused_and_recorded(self, brandt: Reader) -> None:
        """Also when somebody sends the form that the page does not offer."""
        proposal = proposed(brandt)
        assert "Sign as" not in text(brandt.get(f"proposals/{proposal}/"))
        answer = brandt.sign(proposal)
        assert answer.status_code == 409
        assert "Ask a physician to read it" in text(answer)
        last = log.after(protocols.stream_of(brandt.clinic.pk), 0)[-1].fact.event
        assert last == ProtocolSigningRefused(proposal=proposal, because="review_missing")

    def test_of_two_at_once_counts_once_and_the_other_is_told(
        self, world: World, brandt: Reader, albrecht: Reader
    ) -> None:
        """What was signed meanwhile is not undone."""
        first, second = proposed(brandt), proposed_lower(brandt)
        for one in (first, second):
            albrecht.word(one)
        brandt.sign(first)
        answer = brandt.sign(second)
        assert answer.status_code == 409
        assert "Another protocol was signed after this was proposed" in text(answer)
        assert "You have signed this already" in text(brandt.sign(first))
        assert "overtaken" in text(brandt.get("history/"))

    def test_is_the_medical_directors(self, brandt: Reader, albrecht: Reader) -> None:
        """A physician is told whose it is."""
        proposal = proposed(brandt)
        answer = albrecht.sign(proposal)
        assert answer.status_code == 403
        assert "Only a medical director of this clinic signs" in text(answer)

    def test_stands_in_the_history_with_the_printed_name(self, brandt: Reader, albrecht: Reader) -> None:
        """Every version, newest first, each with its digest."""
        proposal = proposed(brandt)
        albrecht.word(proposal)
        brandt.sign(proposal)
        said = text(brandt.get("history/"))
        assert said.index("0.2.0+1") < said.index("proposed defaults, not signed")
        assert "signed by Dr Brandt" in said
        now = protocols.state(brandt.clinic.pk).in_force
        assert now is not None
        assert now.sha256 in said
        assert "systolic > 160 mmHg" in text(
            brandt.get("entries/pressure_high/", version=protocols.shipped().version.sha256)
        )


class TestTakingBack:
    def test_is_for_who_proposed_it_and_the_director(self, world: World, brandt: Reader, albrecht: Reader) -> None:
        """Nobody can sign it any more."""
        proposal = proposed(brandt)
        assert "Only a medical director takes it back, or Dr Brandt, who proposed it" in text(
            albrecht.withdraw(proposal)
        )
        assert "is taken back" in text(brandt.withdraw(proposal))
        assert "no longer open" in text(brandt.sign(proposal))
        assert "no longer open" in text(albrecht.word(proposal))

    def test_is_too_late_once_it_is_signed(self, brandt: Reader, albrecht: Reader) -> None:
        """A version is undone by another."""
        proposal = proposed(brandt)
        albrecht.word(proposal)
        brandt.sign(proposal)
        assert "Propose another change to undo it" in text(brandt.withdraw(proposal))


class TestADraftThatWasOvertaken:
    def test_is_told_against_what_is_in_force_now(self, world: World, brandt: Reader) -> None:
        """Somebody else signed another limit meanwhile."""
        brandt.change("dose_default", {"at.value": "0.4", "at.grade": "inferred", "at.rationale": "Ours are light."})
        signed(world.riverside, world.brandt, world.albrecht, *limit("165"))
        said = text(brandt.get("draft/"))
        assert "another protocol has come into force" in said
        assert "0.5 mg/kg → after: 0.4 mg/kg" in said
        assert "165" not in said


def proposed_lower(reader: Reader) -> str:
    """Another proposal, which asks for a review as well."""
    reader.change("spo2_low", {"at.level.0.clear.at_least": "96"})
    return proposal_of(reader.propose())
