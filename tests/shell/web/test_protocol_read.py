"""The protocol read in the browser: every entry as a person reads it, found by step, role, drug, grade and words."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from handrail.care import protocol as protocols
from handrail.clinic import people
from handrail.clinic.roles import Role
from handrail.protocol.changes import Change
from handrail.protocol.telling import told
from handrail.record import log
from handrail.web.protocol.contents import ORDER
from handrail.web.protocol.versions import FILES
from tests.people import NOW, World, clinic_time, small_world, staff
from tests.protocols import limit, signed
from tests.shell.web.preparing import text
from tests.shell.web.protocols import Reader, proposed_by_varga
from tests.shell.web.stages import LOW, brought

pytestmark = pytest.mark.django_db
CARD = re.compile(r'<article class="card" id="(\w+)">')


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
def mara(world: World) -> Reader:
    """A nurse, who reads as everybody does."""
    return Reader(world.mara, world.riverside)


def shown(reader: Reader, **query: str) -> list[str]:
    """The entries on the page."""
    answer = reader.get(**query)
    assert answer.status_code == 200
    return CARD.findall(answer.content.decode())


class TestTheProtocol:
    def test_says_which_it_is_and_that_nobody_has_signed_it(self, mara: Reader) -> None:
        """Before anything else."""
        said = text(mara.get())
        assert "Version 0.2.0 , in force since 12 March 2026, 14:30. Proposed defaults: nobody has signed them." in said
        assert protocols.shipped().version.sha256[:12] in said

    def test_says_who_signed_it(self, world: World, mara: Reader) -> None:
        """Under the printed name."""
        signed(world.riverside, world.brandt, world.albrecht, *limit("165"))
        said = text(mara.get())
        assert "Version 0.2.0+1" in said
        assert "Signed by Dr Brandt, 12 March 2026, 14:30." in said

    def test_shows_every_entry_once_on_one_page(self, mara: Reader) -> None:
        """In the order of the patient's way."""
        found = shown(mara, step="all", sources="open")
        assert sorted(found) == sorted(protocols.shipped().entries)

    def test_leads_to_every_step_and_document(self, mara: Reader) -> None:
        """The way in."""
        said = text(mara.get())
        for name in (
            "Evaluate",
            "Prepare",
            "Infuse",
            "Recover",
            "Integrate",
            "Follow up",
            "Every step",
            "Before the start",
        ):
            assert name in said

    def test_knows_the_place_of_every_document(self) -> None:
        """A new one cannot be forgotten on the way."""
        assert sorted(ORDER) == sorted(FILES)

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_draws_every_entry_by_itself(self, mara: Reader, language: str) -> None:
        """718 pages, none of which fails."""
        mara.person.language = language
        mara.person.save()
        for entry in list(protocols.shipped().entries)[::9]:
            answer = mara.get(f"entries/{entry}/")
            assert answer.status_code == 200
            assert protocols.shipped().entries[entry].name.in_language(language) in text(answer)

    def test_is_there_for_a_clinic_that_has_none_on_record(self, world: World) -> None:
        """The shipped one, as long as nothing was kept; proposing waits until it is."""
        new = people.add_clinic(name="Lakeside", timezone="Europe/Berlin")
        reader = Reader(staff(new, "weber", "Dr Weber", Role.MEDICAL_DIRECTOR), new)
        assert "Proposed defaults: nobody has signed them." in text(reader.get())
        assert "no protocol on record yet" in text(
            reader.change("dose_default", {"at.value": "0.4", "at.grade": "inferred"})
        )
        assert reader.propose().status_code == 409


class TestAnEntry:
    def test_says_its_number_with_the_unit(self, mara: Reader) -> None:
        """And on which side of it one may be."""
        assert "at least 5 min" in text(mara.get("entries/start_cuff_rest/"))
        assert "0.5 mg/kg" in text(mara.get("entries/dose_default/"))

    def test_says_its_condition_what_it_means_and_what_to_do(self, mara: Reader) -> None:
        """In words; with who acts, how sure, why, and its line of the clinical tables."""
        said = text(mara.get("entries/start_pressure_high/"))
        for words in (
            "(systolic pressure ≥ 160 mmHg or diastolic pressure ≥ 100 mmHg) and pressure measured a second time",
            "Not today, unless the physician decides otherwise with a reason",
            "Not started today",
            "Who acts nurse, physician",
            "Chosen here; not taken from a source.",
            "ends at or close to the severe limits.",
            "after a second person’s review",
            "P03",
        ):
            assert words in said

    def test_names_its_source(self, mara: Reader) -> None:
        """And says where that has little authority."""
        said = text(mara.get("entries/pressure_high/"))
        assert "As-needed rules of one academic esketamine unit" in said
        assert "A source of little authority" in said

    def test_of_an_alarm_is_told_level_by_level(self, mara: Reader) -> None:
        """From when, until when, what to do."""
        said = text(mara.get("entries/pressure_high/"))
        assert (
            "systolic > 160 mmHg or diastolic > 100 mmHg or (25 % or more above the first reading, and systolic > 150 mmHg); in one reading"
            in said
        )
        assert "in 2 readings in a row, at least 90 s apart, or sooner where systolic has risen by 5 mmHg" in said
        assert "systolic ≤ 155 mmHg and diastolic ≤ 95 mmHg" in said
        assert "< 94 % for 15 s Ends ≥ 95 % for 10 s" in text(mara.get("entries/spo2_low/"))
        assert "no value for 10 s, or 2.5 intervals of the device where that is longer" in text(
            mara.get("entries/silent/")
        )
        assert "pump and chart differ by more than" in text(mara.get("entries/pump_differs/"))

    def test_that_is_none_is_not_found(self, mara: Reader) -> None:
        """Whatever the address says."""
        for entry in ("pressure_higher", "pressure_high%00", "../etc", "%F0%9F%92%89"):
            assert mara.client.get(f"/protocol/entries/{entry}/").status_code == 404
            assert mara.client.get(f"/protocol/entries/{entry}/change").status_code == 404

    def test_has_no_key_to_change_it_for_a_nurse(self, world: World, mara: Reader) -> None:
        """A physician has."""
        assert "Propose a change" not in text(mara.get("entries/pressure_high/"))
        assert "Propose a change" in text(Reader(world.albrecht, world.riverside).get("entries/pressure_high/"))


class TestLookingUp:
    def test_finds_words_in_both_languages_ids_and_numbers(self, mara: Reader) -> None:
        """Whatever their case and accents."""
        for words in ("pressure_high", "Presion ALTA", "D01", "160/100"):
            assert "pressure_high" in shown(mara, q=words), words
        assert shown(mara, q="no such words anywhere") == []

    def test_narrows_by_step_role_and_grade(self, mara: Reader) -> None:
        """Each alone and together."""
        read = shown(mara, grade="read")
        entries = protocols.shipped().entries
        assert sorted(read) == sorted(one.id for one in entries.values() if one.grade == "seen")
        assert "say_fear_welcome" in shown(mara, step="evaluate", role="patient")
        assert "pressure_high" not in shown(mara, step="evaluate")

    def test_finds_a_drug_by_its_code_its_class_and_a_word(self, mara: Reader) -> None:
        """A class has all that stand in it."""
        for drug in ("A04AA01", "a04a", "A04", "ondansetron", "Ondansetrón"):
            assert "ondansetron" in shown(mara, drug=drug), drug
        assert "pressure_high" not in shown(mara, drug="pressure")

    @pytest.mark.parametrize(
        "query", [{"step": "sideways"}, {"grade": "sure"}, {"role": "cat"}, {"q": "a\x00b"}, {"q": "x" * 200}]
    )
    def test_says_what_it_could_not_understand(self, mara: Reader, query: dict[str, str]) -> None:
        """And shows the rest."""
        answer = mara.get(**query)
        assert answer.status_code == 400
        assert "left out" in text(answer)

    def test_has_all_of_it_in_the_address(self, mara: Reader) -> None:
        """So that it can be passed on."""
        html = mara.get(step="infuse", q="160", role="nurse").content.decode()
        assert 'value="160"' in html
        assert '<option value="infuse" selected>' in html
        assert '<option value="nurse" selected>' in html


class TestTheLinesOfThePage:
    def test_fold_a_step_into_its_books_and_a_book_into_a_line_an_entry(self, mara: Reader) -> None:
        """Name, key number, how sure; the rest opens."""
        html = mara.get(step="infuse").content.decode()
        assert '<details class="book" open' not in html
        assert '<details class="told" open' not in html
        lines = re.findall(r"<summary><h4>(.*?)</summary>", html, re.DOTALL)
        said = {line.partition("</h4>")[0]: " ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines}
        assert said["Sound paused at most"] == "Sound paused at most 120 s remembered"
        assert "** Medium 120 *** High 140" in said["Heart rate high"]
        assert "0.5 to 1 mg" in said["Midazolam"]
        assert said["Pressure high after the recheck"].startswith("Pressure high after the recheck Not today")

    def test_have_what_holds_at_every_step_at_their_end(self, mara: Reader) -> None:
        """Somebody at a step has to know it as well; at the command line it is the same."""
        found = shown(mara, step="recover")
        assert set(found) == {
            one.id for one in told(protocols.shipped(), protocols.shipped_tables(), "en", step="recover")
        }

    def test_open_what_was_looked_for(self, mara: Reader) -> None:
        """Where it is not too much; what was named exactly, always; and everything by one press."""
        few = mara.get(drug="flumazenil").content.decode()
        assert few.count('<details class="told" open') == few.count('<details class="told"')
        many = mara.get(q="D08").content.decode()
        assert "open>\n  <summary><h4>Oxygen saturation low</h4>" in many
        long = mara.get(q="pressure").content.decode()
        assert '<details class="book" open' in long
        assert '<details class="told" open' not in long
        assert "Open every entry" in long
        whole = mara.get(q="pressure", sources="open").content.decode()
        assert whole.count('<details class="told" open') == whole.count('<details class="told"')

    def test_keep_each_address_within_what_it_opens(self, mara: Reader) -> None:
        """A browser unfolds what stands around the place that an address names."""
        html = mara.get(step="infuse").content.decode()
        inside = html.index('id="pressure_high"')
        assert html.rindex('<details class="told"', 0, inside) > html.rindex("</details>", 0, inside)
        assert html.index('id="alarms-infuse"') > html.rindex('<details class="book"', 0, inside)


class TestReasonsInEnglish:
    def test_are_said_to_be_so_once_and_marked_for_the_voice(self, mara: Reader) -> None:
        """A screen reader speaks each in its own language."""
        mara.person.language = "es"
        mara.person.save()
        for page in ("", "entries/pressure_high/"):
            html = mara.get(page, q="pressure_high").content.decode()
            assert html.count("están en inglés") == 1
            assert re.search(r'<p class="says-why" lang="en">180/110 twice', html)
            assert re.search(r'<p lang="en">As-needed rules', html)

    def test_are_not_said_to_be_so_in_english_nor_where_the_clinic_wrote_its_own(
        self, world: World, mara: Reader
    ) -> None:
        """What somebody here has written is in their own language."""
        assert "are in English" not in text(mara.get("entries/pressure_high/"))
        own = Change("alarms.toml", "pressure_high", ("rationale",), '"Los nuestros son más altos."')
        signed(world.riverside, world.brandt, world.albrecht, own)
        html = mara.get("entries/pressure_high/").content.decode()
        assert '<p class="says-why">Los nuestros' in html


class TestAnOlderVersion:
    def test_can_be_read_after_another_was_signed(self, world: World, mara: Reader) -> None:
        """By its digest; it says that it is not in force."""
        old = protocols.shipped().version.sha256
        signed(world.riverside, world.brandt, world.albrecht, *limit("165"))
        said = text(mara.get("entries/pressure_high/", version=old[:12]))
        assert "systolic > 160 mmHg" in said
        assert "no longer what new orders go by" in said
        assert "systolic > 165 mmHg" in text(mara.get("entries/pressure_high/"))

    @pytest.mark.parametrize("digest", ["0" * 64, "abc", "\x00", "é" * 12])
    def test_that_never_was_is_not_found(self, mara: Reader, digest: str) -> None:
        """A digest is named by enough of it."""
        assert mara.get(version=digest).status_code == 404


class TestTheRuleBehindAnAlarm:
    def test_marks_the_level_that_fires(self, world: World, mara: Reader) -> None:
        """By the session's own version, with what was measured."""
        brought(world, "running")
        log.commit(world.ruths_visit.pk, lambda _now: [LOW], key="low", by="handrail", at=NOW)
        answer = mara.get("entries/spo2_low/", session=world.ruths_visit.pk)
        marked = re.findall(r'<li data-priority="(\w+)" class="fires"', answer.content.decode())
        assert marked == ["low"]
        said = text(answer)
        assert "Ruth Amsel, chair 3 runs under version 0.2.0" in said
        assert "93 against 94" in said

    def test_says_what_the_clinics_rule_says_by_now(self, world: World, mara: Reader) -> None:
        """The session keeps its own."""
        brought(world, "ordered")
        later = NOW + timedelta(minutes=1)
        signed(world.riverside, world.brandt, world.albrecht, *limit("165"), at=later)
        said = text(mara.get("entries/pressure_high/", session=world.ruths_visit.pk))
        assert "systolic > 160 mmHg" in said
        assert "version 0.2.0+1 is in force, and says otherwise" in said
        assert "160 mmHg → 165 mmHg" in said

    def test_of_anothers_session_is_not_found(self, world: World, mara: Reader) -> None:
        """Nor of a session that is none."""
        for session in (world.lenas_visit.pk, "ses_none", "\x00"):
            assert mara.get("entries/spo2_low/", session=session).status_code == 404


class TestAnotherClinics:
    def test_protocol_and_proposals_are_not_found(self, world: World) -> None:
        """Two clinics never meet."""
        proposal, olga = proposed_by_varga(world), Reader(world.olga, world.hillside)
        assert olga.get(f"proposals/{proposal}/").status_code == 404
        assert olga.get(clinic=world.riverside.pk).status_code == 404
        assert olga.get("history/", clinic=world.riverside.pk).status_code == 404
        assert "A proposal waits" not in text(olga.get())

    def test_is_not_there_for_a_patient(self, world: World) -> None:
        """Neither theirs."""
        ruth = Reader(world.ruth, world.riverside)
        for path in ("", "entries/pressure_high/", "scales/", "history/", "draft/", "newer/"):
            assert ruth.get(path).status_code == 404


class TestTheScales:
    def test_are_listed_with_their_bands_and_licence(self, mara: Reader) -> None:
        """Also those whose words may not be given."""
        said = text(mara.get("scales/"))
        assert "Depression (PHQ-9) 0–27 points" in said
        assert "20–27" in said
        assert "Its words are here, by their licence." in said
        assert "its words are not ours to give" in said
