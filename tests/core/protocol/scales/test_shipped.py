"""The scales that ship: cited, in the languages they say, and never read more often than they look back."""

from datetime import timedelta

import pytest

from handrail.protocol import Entry
from handrail.protocol.entries import CHANGERS, GRADES
from tests.core.protocol.scales.casing import SCALES, SHIPPED

ENTRIES = [(f"{scale.id}.{entry.id}", entry) for scale in SCALES.values() for entry in scale.entries.values()]
WITHOUT_WORDS = {"asq", "audit_c", "bprs_plus", "c_ssrs", "cadss_6", "madrs", "mdq", "qids_sr16", "who_5"}
VALIDATED = {"phq_9", "gad_7", "pcl_5"}


class TestAnEntry:
    """Every number of every scale."""

    @pytest.mark.parametrize("entry", [entry for _, entry in ENTRIES], ids=[name for name, _ in ENTRIES])
    def test_says_where_it_comes_from(self, entry: Entry) -> None:
        """A source that is listed where it was seen, a reason where it was not, and who may change it."""
        assert entry.grade in GRADES
        assert entry.may_change in CHANGERS
        assert entry.source in SHIPPED.sources if entry.grade == "seen" else entry.rationale

    @pytest.mark.parametrize("entry", [entry for _, entry in ENTRIES], ids=[name for name, _ in ENTRIES])
    def test_has_a_name_in_both_languages(self, entry: Entry) -> None:
        """A page shows it in either."""
        assert entry.name.en != entry.name.es

    def test_leaves_no_source_that_nobody_cites(self) -> None:
        """A source without an entry proves nothing."""
        assert set(SHIPPED.sources) - {entry.source for _, entry in ENTRIES} == set()


class TestTheWords:
    """What a patient reads."""

    def test_of_scales_whose_licence_does_not_allow_it_are_not_here(self) -> None:
        """The structure is; the words are the clinic's to bring."""
        assert set(SCALES) - set(SHIPPED.forms) == WITHOUT_WORDS

    @pytest.mark.parametrize("name", sorted(SHIPPED.forms))
    def test_stand_in_both_languages_or_the_licence_says_why_not(self, name: str) -> None:
        """A validated scale is not translated by us."""
        assert set(SHIPPED.forms[name].languages) == {"en", "es"} or SCALES[name].licence.absent

    @pytest.mark.parametrize("name", sorted(VALIDATED))
    def test_of_a_validated_scale_carry_its_notice(self, name: str) -> None:
        """Where the form is shown, so is the notice."""
        assert SHIPPED.forms[name].notice["en"] == SCALES[name].licence.notice

    def test_of_item_9_are_the_published_ones(self) -> None:
        """Unaltered, in either language."""
        asked = SHIPPED.forms["phq_9"].questions["/44260-8"]
        assert asked.item == "9"
        assert asked.words["en"] == "Thoughts that you would be better off dead, or of hurting yourself in some way"
        assert asked.words["es"] == "Pensamientos de que estaría mejor muerto(a) o de lastimarse de alguna manera"
        assert [option.value for option in asked.options] == [0, 1, 2, 3]


class TestTheLookBack:
    """How far back a scale asks."""

    def test_of_the_phq_9_is_two_weeks_so_that_nobody_reads_it_daily(self) -> None:
        """A PHQ-9 the day after an infusion is about the days before it."""
        assert SCALES["phq_9"].look_back == SCALES["gad_7"].look_back == timedelta(weeks=2)

    def test_of_what_is_asked_daily_is_a_day(self) -> None:
        """The daily ratings are what may be read daily."""
        daily = {name for name, scale in SCALES.items() if scale.look_back == timedelta(days=1)}
        assert daily == {"mood", "dread", "energy", "pleasure", "clarity", "with_people"}
