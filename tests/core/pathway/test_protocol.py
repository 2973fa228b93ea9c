"""A clinic's protocol through time: shipped, proposed, reviewed, withdrawn, signed."""

from datetime import UTC, datetime, timedelta

import pytest

from handrail.pathway import protocol
from handrail.pathway.events import (
    Event,
    Fact,
    ProposalReviewed,
    ProposalWithdrawn,
    ProtocolProposed,
    ProtocolShipped,
    ProtocolSigned,
    ProtocolSigningRefused,
)
from handrail.pathway.events.protocol import ChangedPlace
from handrail.pathway.protocol import EMPTY, ClinicProtocol, fold

START = datetime(2026, 3, 12, 9, tzinfo=UTC)
BRANDT, ALBRECHT, CHEN = "per_brandt", "per_albrecht", "per_chen"
RAISED = ChangedPlace(file="alarms.toml", entry="pressure_high", keys=("level", "0"), value="165")
FIRST = ProtocolShipped(release="0.2.0", sha256="aaa", documents={"alarms.toml": "first"})
SECOND = ProtocolShipped(release="0.3.0", sha256="bbb", documents={"alarms.toml": "second"})


def proposal(
    name: str = "prp_1", *, sha256: str = "ccc", replaces: str = "aaa", review: bool = True
) -> ProtocolProposed:
    """A raised limit, built on the first protocol."""
    return ProtocolProposed(
        proposal=name,
        base="aaa",
        changes=(RAISED,),
        sha256=sha256,
        replaces=replaces,
        why="Ours run higher",
        review_needed=review,
    )


def word(*, agrees: bool = True, name: str = "prp_1") -> ProposalReviewed:
    """A reviewer's."""
    return ProposalReviewed(proposal=name, name="Dr Albrecht", agrees=agrees, words="Read")


def after(state: ClinicProtocol, events: list[Event], by: str) -> ClinicProtocol:
    """The state after these events, a minute each."""
    for event in events:
        at = START + timedelta(minutes=state.seq)
        state = fold(state, Fact(state.seq + 1, event, at, at, by))
    return state


@pytest.fixture
def proposed() -> ClinicProtocol:
    """Dr Brandt has proposed a change of the shipped protocol."""
    return after(after(EMPTY, [FIRST], "handrail"), [proposal()], BRANDT)


class TestTheFirstShippedProtocol:
    def test_is_in_force_and_signed_by_nobody(self) -> None:
        """Until somebody signs."""
        now = after(EMPTY, protocol.take_in(EMPTY, FIRST), "handrail").in_force
        assert now is not None
        assert (now.base, now.changes, now.release, now.sha256, now.signed) == ("aaa", (), "0.2.0", "aaa", None)

    def test_is_kept_once(self) -> None:
        """However often the server starts."""
        state = after(EMPTY, [FIRST], "handrail")
        assert protocol.take_in(state, FIRST) == []

    def test_stays_in_force_when_a_newer_one_comes(self) -> None:
        """An update changes no limit by itself; both stay readable."""
        state = after(EMPTY, [FIRST, SECOND], "handrail")
        assert state.in_force is not None
        assert state.in_force.sha256 == "aaa"
        assert set(state.shipped) == {"aaa", "bbb"}


class TestAProposal:
    def test_built_on_what_was_never_shipped_here_is_refused(self) -> None:
        """It could not be read again."""
        with pytest.raises(KeyError):
            protocol.propose(EMPTY, proposal())

    def test_is_not_reviewed_by_who_made_it(self, proposed: ClinicProtocol) -> None:
        """A second person is another person: nothing is written."""
        assert protocol.review(proposed, word(), BRANDT) == []

    def test_is_reviewed_by_another(self, proposed: ClinicProtocol) -> None:
        """Under their name, with their words."""
        (written,) = protocol.review(proposed, word(), ALBRECHT)
        (review,) = after(proposed, [written], ALBRECHT).proposals["prp_1"].reviews
        assert (review.signature.by, review.signature.name, review.agrees) == (ALBRECHT, "Dr Albrecht", True)

    def test_that_is_withdrawn_is_neither_reviewed_nor_signed_nor_withdrawn_again(
        self, proposed: ClinicProtocol
    ) -> None:
        """It is over."""
        state = after(proposed, protocol.withdraw(proposed, "prp_1"), BRANDT)
        assert not state.proposals["prp_1"].open
        assert protocol.review(state, word(), ALBRECHT) == []
        assert protocol.withdraw(state, "prp_1") == []
        assert protocol.refusal(state, "prp_1", BRANDT) == "not_open"

    def test_that_nobody_made_is_not_there_to_be_signed(self) -> None:
        """A wrong id is refused, not raised."""
        assert protocol.sign(EMPTY, "prp_9", by=BRANDT, name="Dr Brandt") == [
            ProtocolSigningRefused(proposal="prp_9", because="not_open")
        ]


class TestSigning:
    def test_waits_for_a_review_where_one_is_needed(self, proposed: ClinicProtocol) -> None:
        """And says so in the record; what is in force stays."""
        (refused,) = protocol.sign(proposed, "prp_1", by=BRANDT, name="Dr Brandt")
        assert refused == ProtocolSigningRefused(proposal="prp_1", because="review_missing")
        state = after(proposed, [refused], BRANDT)
        assert state.in_force is not None
        assert state.in_force.sha256 == "aaa"

    def test_needs_no_review_where_none_is_asked_for(self) -> None:
        """A default dose is the director's alone."""
        state = after(after(EMPTY, [FIRST], "handrail"), [proposal(review=False)], BRANDT)
        assert protocol.refusal(state, "prp_1", BRANDT) is None

    def test_does_not_count_the_signers_own_review(self, proposed: ClinicProtocol) -> None:
        """Who reviews what another proposed cannot sign it on that review."""
        state = after(proposed, [word()], CHEN)
        assert protocol.refusal(state, "prp_1", CHEN) == "review_missing"
        assert protocol.refusal(state, "prp_1", BRANDT) is None

    def test_goes_by_the_reviewers_latest_word(self, proposed: ClinicProtocol) -> None:
        """Whoever agreed may think better of it."""
        state = after(proposed, [word(), word(agrees=False)], ALBRECHT)
        assert protocol.refusal(state, "prp_1", BRANDT) == "review_missing"
        assert protocol.refusal(after(state, [word()], ALBRECHT), "prp_1", BRANDT) is None

    def test_makes_it_the_one_in_force_with_name_time_and_a_number_of_its_own(self, proposed: ClinicProtocol) -> None:
        """The first that this clinic signs on release 0.2.0."""
        state = after(proposed, [word()], ALBRECHT)
        state = after(state, protocol.sign(state, "prp_1", by=BRANDT, name="Dr Brandt"), BRANDT)
        now = state.in_force
        assert now is not None
        assert now.signed is not None
        assert (now.release, now.sha256, now.changes) == ("0.2.0+1", "ccc", (RAISED,))
        assert (now.signed.by, now.signed.name, now.since) == (BRANDT, "Dr Brandt", START + timedelta(minutes=3))

    def test_leaves_the_version_before_readable(self, proposed: ClinicProtocol) -> None:
        """Sessions that were ordered under it go on under it."""
        state = after(
            proposed, [ProtocolSigned(proposal="prp_1", name="Dr Brandt", release="0.2.0+1", sha256="ccc")], BRANDT
        )
        assert [one.sha256 for one in state.versions] == ["aaa", "ccc"]
        assert state.version("aaa") == state.versions[0]
        assert state.version("never") is None

    def test_is_refused_where_another_was_signed_meanwhile(self, proposed: ClinicProtocol) -> None:
        """Both were made against the same; the second would undo the first unread."""
        state = after(proposed, [proposal("prp_2", sha256="ddd"), word(), word(name="prp_2")], ALBRECHT)
        state = after(state, protocol.sign(state, "prp_1", by=CHEN, name="Dr Chen"), CHEN)
        assert protocol.sign(state, "prp_2", by=CHEN, name="Dr Chen") == [
            ProtocolSigningRefused(proposal="prp_2", because="moved_on")
        ]

    def test_happens_once(self, proposed: ClinicProtocol) -> None:
        """What is signed is not signed again."""
        state = after(
            proposed, [ProtocolSigned(proposal="prp_1", name="Dr Brandt", release="0.2.0+1", sha256="ccc")], BRANDT
        )
        assert protocol.refusal(state, "prp_1", BRANDT) == "not_open"


def test_a_withdrawal_is_recorded_by_its_event(proposed: ClinicProtocol) -> None:
    """Who withdrew it is the event's actor."""
    assert protocol.withdraw(proposed, "prp_1") == [ProposalWithdrawn(proposal="prp_1")]
