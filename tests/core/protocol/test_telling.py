"""An entry as a person reads it, in both languages."""

import pytest

from handrail.protocol.loader import contents, read_tables, tables
from handrail.protocol.telling import Told, told

TABLES = tables(contents())
PROTOCOL = read_tables(TABLES)
ALL = {language: {one.id: one for one in told(PROTOCOL, TABLES, language)} for language in ("en", "es")}


def ids(found: list[Told]) -> set[str]:
    return {one.id for one in found}


class TestAnEntry:
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_says_who_may_change_it_how_sure_it_is_and_why(self, language: str) -> None:
        """Every one of them."""
        assert ids(list(ALL[language].values())) == set(PROTOCOL.entries)
        assert [one.id for one in ALL[language].values() if not (one.may_change and one.grade and one.name)] == []
        assert [one.id for one in ALL[language].values() if not (one.source or one.reason)] == []

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_says_something_of_itself(self, language: str) -> None:
        """A number, a rule, a deed or words: none is only a name."""
        assert [one.id for one in ALL[language].values() if not (one.numbers or one.rule or one.do)] == []

    def test_says_its_numbers_with_their_units(self) -> None:
        """Without a trailing zero."""
        assert ALL["en"]["dose_ceiling"].numbers == ("1 mg/kg",)

    def test_says_its_condition_in_words(self) -> None:
        """In the reader's language."""
        assert ALL["en"]["start_pressure_calm"].rule == (
            "When: systolic pressure ≤ 140 mmHg and diastolic pressure ≤ 90 mmHg",
            "Means: Go",
        )
        assert (
            ALL["es"]["start_pressure_calm"].rule[0]
            == "Cuando: presión sistólica ≤ 140 mmHg y presión diastólica ≤ 90 mmHg"
        )

    def test_of_an_alarm_says_each_level_and_what_to_do_about_it(self) -> None:
        """From the least urgent to the most."""
        alarm = ALL["en"]["pressure_high"]
        levels = PROTOCOL.alarms.rules["pressure_high"].watch.levels
        assert [line.partition(". ")[0] for line in alarm.numbers if line[0].isdigit()] == [
            str(number) for number in range(1, len(levels) + 1)
        ]
        assert [line.partition(": ")[2] for line in alarm.do] == [level.do.en for level in levels]


class TestTheProtocol:
    def test_is_read_by_step_and_by_role(self) -> None:
        """What is for everybody is for each of them."""
        found = told(PROTOCOL, TABLES, "en", step="recover", role="nurse")
        assert found
        assert {one.step for one in found} <= {"recover", "every step"}
        assert all({"nurse", "everybody"} & set(one.roles) for one in found)

    def test_is_read_by_drug_whether_by_the_class_or_the_substance(self) -> None:
        """N05CD is the class of N05CD08, midazolam."""
        assert "midazolam" in ids(told(PROTOCOL, TABLES, "en", drug="N05CD08"))
        assert "midazolam" in ids(told(PROTOCOL, TABLES, "en", drug="N05CD"))
        assert "midazolam" not in ids(told(PROTOCOL, TABLES, "en", drug="C02"))

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_is_searched_in_both_languages_whatever_their_case_and_accents(self, language: str) -> None:
        """Every word, wherever it stands."""
        for words in ("PRESIÓN tras repetirla", "presion TRAS repetirla", "pressure after recheck"):
            assert "start_pressure_high" in ids(told(PROTOCOL, TABLES, language, search=words)), words
        assert told(PROTOCOL, TABLES, language, search="presion locomotive") == []

    def test_is_found_by_a_medicines_plain_and_trade_names(self) -> None:
        """Somebody who writes Valium means diazepam, and what is said of its class."""
        for drug, search in (("Valium", ""), ("diazepam", ""), ("", "valium"), ("", "Diazepam")):
            found = ids(told(PROTOCOL, TABLES, "en", drug=drug, search=search))
            assert {"benzodiazepine", "flumazenil"} <= found, (drug, search)
        assert "lorazepam" not in ids(told(PROTOCOL, TABLES, "en", drug="diazepam"))
        assert "lorazepam" in ids(told(PROTOCOL, TABLES, "en", drug="benzodiazepines"))

    def test_is_read_by_how_sure_it_is(self) -> None:
        """What was read in its source, and nothing else."""
        read = told(PROTOCOL, TABLES, "en", grade="seen")
        assert ids(read) == {entry.id for entry in PROTOCOL.entries.values() if entry.grade == "seen"}
