"""The protocol that ships: complete, cited, in both languages, and the same for everybody who reads it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import cast

import pytest
import rfc8785

from handrail.pathway.infuse.signals import CHANNELS
from handrail.protocol import Entry, Protocol, ProtocolError, Words, load, loader, read
from handrail.protocol.entries import CHANGERS, GRADES
from handrail.protocol.rulebook import Medicine
from handrail.protocol.rules import Rule
from handrail.units import (
    Centimetres,
    Kilograms,
    Milligrams,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    MillilitresPerHour,
    Minutes,
)

DATA = Path(str(files("handrail.protocol"))) / "data"
SHIPPED = load()
ENTRIES = SHIPPED.entries
RULES = SHIPPED.alarms.rules


def documents() -> dict[str, bytes]:
    """The shipped files, by name."""
    return {file.name: file.read_bytes() for file in DATA.glob("*.toml")}


DOCUMENTS = sorted({entry.document for entry in ENTRIES.values()})
documented = pytest.mark.parametrize("document", DOCUMENTS)


def entries(document: str) -> list[Entry]:
    """The entries of a document."""
    return [entry for entry in ENTRIES.values() if entry.document == document]


class TestAnEntry:
    """Every limit, dose, time, rule, duty and word, document by document."""

    @documented
    def test_says_where_it_comes_from(self, document: str) -> None:
        """A source that is listed where it was seen, a reason where it was not, and who may change it."""
        strange = [one.id for one in entries(document) if one.grade not in GRADES or one.may_change not in CHANGERS]
        assert strange == []
        seen = {one.id: one.source for one in entries(document) if one.grade == "seen"}
        assert [entry for entry, source in seen.items() if source not in SHIPPED.sources] == []
        assert [one.id for one in entries(document) if one.grade != "seen" and not one.rationale] == []

    @documented
    def test_keeps_its_numbers_with_their_units(self, document: str) -> None:
        """So that a page can show them, and a change be made to them."""
        numbers = [
            (one.id, path, number) for one in entries(document) for path in one.numbers for number in one.numbers[path]
        ]
        assert [path for _, path, number in numbers if not number.unit] == []
        assert [path for entry, path, _ in numbers if path.split(".")[0].split("[")[0] != entry] == []

    @documented
    def test_has_a_name_in_both_languages(self, document: str) -> None:
        """Two different ones, an untranslated name is a forgotten one; only the names of medicines may be the same."""
        same = [one.id for one in entries(document) if one.name.en == one.name.es]
        assert [one for one in same if not isinstance(SHIPPED.rulebook.named.get(one), Medicine)] == []

    def test_is_in_each_of_the_documents(self) -> None:
        """A document without an entry says nothing."""
        assert set(DOCUMENTS) == {*loader.DOCUMENTS, *loader.BOOKS}


class TestTheOrder:
    """The usual infusion, and how far one may go from it."""

    def test_is_half_a_milligram_a_kilogram_over_40_minutes(self) -> None:
        """Half a milligram to one a kilogram, over 40 to 60 minutes, as read."""
        order = SHIPPED.order
        assert (order.default_dose, order.default_length) == (MilligramsPerKilogram("0.5"), Minutes(40))
        assert (order.ceiling, order.highest) == (MilligramsPerKilogram(1), MilligramsPerKilogram("1.5"))
        assert (order.shortest, order.longest, order.longest_with_slowing) == (Minutes(40), Minutes(60), Minutes(100))

    def test_has_a_cap_in_milligrams_as_well(self) -> None:
        """A wrong weight must not carry the dose up."""
        assert (SHIPPED.order.amount_ceiling, SHIPPED.order.highest_amount) == (Milligrams(100), Milligrams(150))

    def test_believes_a_weight_for_thirty_days(self) -> None:
        """And only one that an adult can have."""
        order = SHIPPED.order
        assert (order.weight_lasts, order.lightest, order.heaviest) == (
            timedelta(days=30),
            Kilograms(30),
            Kilograms(250),
        )

    def test_believes_of_a_patient_what_an_adult_can_be(self) -> None:
        """From 18 years, with a height in centimetres, for a series that somebody plans."""
        patient = SHIPPED.patient
        assert (patient.youngest_years, patient.oldest_years) == (18, 115)
        assert (patient.shortest, patient.tallest) == (Centimetres(100), Centimetres(230))
        assert patient.longest_series == 24

    def test_is_slowed_by_a_quarter_or_half_and_resumed_at_three_quarters(self) -> None:
        """The steps of the choices at the bedside."""
        assert SHIPPED.pump.slow_factors == (Decimal("0.75"), Decimal("0.5"))
        assert SHIPPED.pump.resume_factor == Decimal("0.75")

    def test_is_set_on_the_pump_in_tenths_and_never_above_600(self) -> None:
        """151.05 mL/h is set as 151."""
        assert MillilitresPerHour("151.05").rounded_down(SHIPPED.pump.rate_step) == MillilitresPerHour(151)
        assert SHIPPED.pump.highest_flow == MillilitresPerHour(600)

    def test_knows_which_vials_must_be_diluted(self) -> None:
        """100 mg/mL never goes into a vein as it is."""
        assert SHIPPED.bag.vial_strengths == tuple(map(MilligramsPerMillilitre, (10, 50, 100)))
        assert SHIPPED.bag.dilute_from == MilligramsPerMillilitre(100)


class TestTheChannels:
    """What the rules expect is what the devices can say."""

    def test_are_those_that_the_devices_speak(self) -> None:
        """No channel without expectations, no expectation without a channel."""
        assert {name: (one.unit, one.kind) for name, one in SHIPPED.monitoring.channels.items()} == {
            name: (one.unit, one.kind) for name, one in CHANNELS.items()
        }

    def test_are_expected_every_second_and_the_cuff_every_ten_minutes(self) -> None:
        """Where a binding does not say otherwise."""
        intervals = {name: one.interval for name, one in SHIPPED.monitoring.channels.items()}
        cuff = {name for name, interval in intervals.items() if interval == timedelta(minutes=10)}
        assert cuff == {name for name, one in CHANNELS.items() if one.kind == "cuff"}
        assert {intervals[name] for name in intervals.keys() - cuff} == {timedelta(seconds=1)}

    def test_never_call_a_constant_saturation_frozen(self) -> None:
        """A healthy finger stands still."""
        assert SHIPPED.monitoring.channels["spo2"].frozen is None

    def test_bring_a_cuff_at_the_start_every_ten_minutes_and_twice_afterwards(self) -> None:
        """0, 10, 20, 30, 40 minutes, +15, +30."""
        schedule = SHIPPED.monitoring.schedule
        assert [one // timedelta(minutes=1) for one in schedule.during] == [0, 10, 20, 30, 40]
        assert [one // timedelta(minutes=1) for one in schedule.after_end] == [15, 30]


class TestARule:
    """A condition that is watched for."""

    @pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
    def test_says_in_both_languages_what_to_do_at_every_level(self, rule: Rule) -> None:
        """An alarm without a deed only frightens."""
        assert all(level.do.en and level.do.es and level.do.en != level.do.es for level in rule.watch.levels)

    @pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
    def test_has_an_entry_that_a_reader_can_open(self, rule: Rule) -> None:
        """From the alarm to its source in two taps."""
        assert ENTRIES[rule.id].name == rule.name
        assert SHIPPED.alarms.rule(f"{rule.id}:spo2") is SHIPPED.alarms.rule(rule.id) is rule

    def test_that_does_not_exist_is_no_rule(self) -> None:
        """An alarm of another version may name one."""
        assert SHIPPED.alarms.rule("gone:spo2") is None

    @pytest.mark.parametrize(
        "number", ["D01", "D02", "D03", "D05", "D06", "D06b", "D07", "D08", "D09", "D10", "D14", "D16"]
    )
    def test_stands_for_each_condition_of_the_clinical_rules_that_signals_can_show(self, number: str) -> None:
        """The table's numbers, so that nothing is forgotten."""
        assert any(number in rule.table.split() for rule in RULES.values())


class TestTheVersion:
    """What a session records."""

    def test_is_the_same_for_everybody_who_reads_the_same_files(self) -> None:
        """From the package, from a folder, from bytes."""
        assert load().version == load(DATA).version == read(documents()).version == SHIPPED.version

    def test_names_its_release_and_its_digest(self) -> None:
        """Words for a person, a digest for a proof."""
        assert SHIPPED.version.text == "0.2.0"
        assert len(SHIPPED.version.sha256) == 64
        assert str(SHIPPED.version) == f"{SHIPPED.version.text}, sha256 {SHIPPED.version.sha256}"

    def test_is_digested_in_the_canonical_form_of_the_record(self) -> None:
        """RFC 8785, so that anybody can work it out."""
        plain = loader._plain(loader.tables(documents()))
        assert sha256(rfc8785.dumps(plain)).hexdigest() == SHIPPED.version.sha256

    def test_does_not_change_with_a_comment_or_a_trailing_zero(self) -> None:
        """The protocol says the same."""
        changed = documents()
        changed["session.toml"] = b"# signed\n" + changed["session.toml"].replace(b"value = 0.5\n", b"value = 0.50\n")
        assert changed["session.toml"].count(b"0.50") > 0
        assert read(changed).version == SHIPPED.version

    @pytest.mark.parametrize(
        ("file", "old", "new"),
        [
            ("alarms.toml", b"below = 94,", b"below = 93,"),
            ("alarms.toml", b"Look at the patient and the sensor.", b"Look at the sensor and the patient."),
            ("session.toml", b'grade = "seen"', b'grade = "recalled"\nrationale = "x"'),
            ("sources.toml", b"low_authority = true", b"low_authority = false"),
        ],
    )
    def test_changes_with_anything_that_the_protocol_says(self, file: str, old: bytes, new: bytes) -> None:
        """A limit, a word, a grade, a source."""
        changed = documents()
        assert old in changed[file]
        changed[file] = changed[file].replace(old, new, 1)
        assert read(changed).version.sha256 != SHIPPED.version.sha256


def is_frozen(part: object) -> bool:
    """Whether a dataclass can be changed by whoever holds it."""
    return bool(part.__dataclass_params__.frozen)  # type: ignore[attr-defined]  # every dataclass has it


class TestTheProtocol:
    """As an object."""

    def test_cannot_be_changed_by_whoever_reads_it(self) -> None:
        """A change is a new document, signed."""
        assert [path for path, part in parts(SHIPPED, "protocol") if not is_frozen(part)] == []
        for table in (SHIPPED.entries, SHIPPED.sources, SHIPPED.alarms.rules, SHIPPED.monitoring.channels):
            with pytest.raises(TypeError):
                cast(dict[str, object], table)["other"] = None

    def test_of_a_folder_without_a_file_is_refused(self, tmp_path: Path) -> None:
        """The name of the file, and that it is needed."""
        for name, content in documents().items():
            if name != "alarms.toml":
                (tmp_path / name).write_bytes(content)
        with pytest.raises(ProtocolError, match=r"^alarms\.toml: this file cannot be read .* put it there\.$"):
            load(tmp_path)

    def test_says_its_words_in_the_readers_language(self) -> None:
        """Spanish where it is asked for, English otherwise."""
        words = Words(en="Pause", es="Pausar")
        assert [words.in_language(language) for language in ("es", "es-MX", "en", "fr")] == [
            "Pausar",
            "Pausar",
            "Pause",
            "Pause",
        ]


def parts(one: object, path: str) -> Iterator[tuple[str, object]]:
    """Every dataclass within a protocol."""
    if is_dataclass(one):
        yield path, one
        for field in fields(one):
            yield from parts(getattr(one, field.name), f"{path}.{field.name}")
    elif isinstance(one, Mapping):
        for key, value in one.items():
            yield from parts(value, f"{path}[{key}]")
    elif isinstance(one, tuple):
        for value in one:
            yield from parts(value, path)


def test_a_protocol_is_what_the_rules_take() -> None:
    """A type that everybody can name."""
    assert isinstance(SHIPPED, Protocol)
