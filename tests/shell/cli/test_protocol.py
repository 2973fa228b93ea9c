"""`handrail protocol show`, `diff` and `sign` at the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handrail.care import infuse, prepare, protocol
from handrail.care.prepare import Watching
from handrail.cli.main import handrail
from handrail.pathway.protocol import InForce
from handrail.record import log
from handrail.units import MillimetresOfMercury
from tests.people import NOW, PASSWORD, World, give_password, small_world
from tests.protocols import limit, shipping, signed

pytestmark = pytest.mark.django_db

HIGH = 'systolic = { above = 160, unit = "mmHg" }'
RISING = 'rising = { value = 5, unit = "mmHg"'
RIVERSIDE = ("--clinic", "Riverside")
TWO_PASSWORDS = f"{PASSWORD}\n{PASSWORD}\n"
WHY = ("--why", "Ours run higher", "--password-stdin")


@pytest.fixture
def world() -> World:
    """Both clinics keep the shipped protocol; who may sign and review has a password."""
    made = small_world()
    protocol.take_in_everywhere(NOW)
    for person in (made.brandt, made.albrecht, made.mara):
        give_password(person)
    return made


def run(*words: str, said: str = "") -> Result:
    """A command about Riverside's protocol."""
    return CliRunner().invoke(handrail, ["protocol", *words, *RIVERSIDE], input=said)


@pytest.fixture
def edited(world: World, tmp_path: Path) -> Path:
    """What is in force as files, with a higher limit of a high pressure."""
    folder = tmp_path / "edited"
    assert run("show", "--out", str(folder)).exit_code == 0
    alarms = folder / "alarms.toml"
    text = alarms.read_text("utf-8").replace(HIGH, HIGH.replace("160", "165"))
    alarms.write_text(text.replace('shown = "160/100"', 'shown = "165/100"'), "utf-8")
    return folder


def in_force(world: World) -> InForce:
    """What Riverside's orders are given under."""
    now = protocol.state(world.riverside.pk).in_force
    assert now is not None
    return now


class TestShow:
    def test_says_everything_of_an_entry(self, world: World) -> None:
        """Data to standard output; which version it is, to standard error."""
        done = run("show", "start_pressure_calm")
        assert done.exit_code == 0, done.output
        assert done.stdout.splitlines()[:3] == [
            "Pressure calm (start_pressure_calm; gate, P01, infuse)",
            "  When: systolic pressure ≤ 140 mmHg and diastolic pressure ≤ 90 mmHg",
            "  Means: Go",
        ]
        assert "  Changed by: the medical director, after a second person’s review" in done.stdout
        assert "not signed by anybody yet" in done.stderr

    def test_says_where_its_numbers_may_be_set(self, world: World) -> None:
        """Before somebody writes a change that is refused."""
        assert "\n  may be set from 0.2 to 1 mg/kg\n" in run("show", "dose_default").stdout
        assert "\n  se puede fijar entre 0.2 y 1 mg/kg\n" in run("show", "dose_default", "--language", "es").stdout

    def test_says_it_in_spanish(self, world: World) -> None:
        """For who reads Spanish."""
        assert run("show", "start_pressure_calm", "--language", "es").stdout.startswith("Presión en rango (")

    def test_finds_an_entry_by_its_number_in_the_clinical_tables(self, world: World) -> None:
        """P01 is the calm pressure."""
        assert run("show", "P01").stdout.startswith("Pressure calm (start_pressure_calm;")

    def test_lists_every_entry_in_a_line_where_none_is_chosen(self, world: World) -> None:
        """All of it, to be looked through."""
        lines = run("show").stdout.splitlines()
        assert [line.split("  ")[0] for line in lines] == list(protocol.shipped().entries)

    def test_chooses_by_step_role_drug_and_words(self, world: World) -> None:
        """Together."""
        done = run("show", "--step", "infuse", "--role", "nurse", "--drug", "N05CD", "--search", "panic")
        assert "(midazolam; medicines, infuse, N05CD08)" in done.stdout

    def test_says_that_nothing_is_so(self, world: World) -> None:
        """An empty answer might be taken for one."""
        done = run("show", "no_such_entry")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "Nothing in this protocol is so" in done.stderr

    def test_reads_an_earlier_version_by_its_release_or_digest(self, world: World) -> None:
        """What a session was ordered under."""
        before = in_force(world)
        signed(world.riverside, world.brandt, world.albrecht, *limit("158"))
        assert "systolic above: 158 mmHg" in run("show", "pressure_high").stdout
        for name in (before.release, before.sha256[:10]):
            assert "systolic above: 158 mmHg" not in run("show", "pressure_high", "--version", name).stdout
        wrong = run("show", "pressure_high", "--version", "7.0")
        assert wrong.exit_code == 1
        assert f"{before.release} ({before.sha256[:12]})" in wrong.stderr

    def test_writes_no_file_over_one_that_is_there(self, edited: Path) -> None:
        """Somebody has edited it."""
        done = run("show", "--out", str(edited))
        assert done.exit_code == 1
        assert "Name an empty folder" in done.stderr

    def test_says_to_start_the_server_where_nothing_is_on_record(self) -> None:
        """As after an update from a version that kept no protocol."""
        small_world()
        done = run("show")
        assert done.exit_code == 1
        assert "Start the server once" in done.stderr


class TestDiff:
    def test_says_what_would_change_and_that_a_second_person_reviews_it(self, edited: Path) -> None:
        """Level by level."""
        done = run("diff", str(edited))
        assert done.exit_code == 0, done.output
        assert done.stdout.splitlines()[:4] == [
            f"alarms.toml pressure_high: Pressure high, 160/100 (step {step}), {change}"
            for step in (1, 2)
            for change in ("shown as: 160/100 → 165/100", "systolic, above: 160 mmHg → 165 mmHg")
        ]
        assert "A second physician or medical director must review this" in done.stderr

    def test_names_the_patients_it_touches(self, world: World, edited: Path) -> None:
        """Ruth, whose cuff said 162/96."""
        watching = Watching(("nibp_sys", "nibp_dia", "nibp_mean"), 1, 600)
        visit, mara = world.ruths_visit, world.mara.pk
        prepare.bind_device(visit=visit, device=world.monitor, watching=watching, key="b", by=mara, at=NOW)
        high, low = MillimetresOfMercury(162), MillimetresOfMercury(96)
        infuse.chart_cuff(session=visit.pk, systolic=high, diastolic=low, key="c", by=mara, at=NOW)
        lines = run("diff", str(edited)).stdout.splitlines()
        assert "  Ruth Amsel (chair 3)" in lines
        assert "    Pressure high 162/96: low, limit 160/100 → no alarm" in lines

    def test_says_that_nothing_would_change(self, world: World, edited: Path) -> None:
        """Once it is signed."""
        assert (
            run("sign", str(edited), "--as", "brandt", "--reviewed-by", "albrecht", *WHY, said=TWO_PASSWORDS).exit_code
            == 0
        )
        done = run("diff", str(edited))
        assert (done.exit_code, done.stdout) == (0, "")
        assert "Nothing would change" in done.stderr

    def test_refuses_what_contradicts_itself_by_file_and_entry(self, edited: Path) -> None:
        """With what to mend."""
        alarms = edited / "alarms.toml"
        alarms.write_text(alarms.read_text("utf-8").replace("above = 165", "above = 150", 1), "utf-8")
        done = run("diff", str(edited))
        assert done.exit_code == 1
        assert "alarms.toml: pressure_high: the alarm at 150 mmHg would end at 155" in done.stderr

    def test_refuses_a_limit_that_the_screens_would_not_show(self, edited: Path) -> None:
        """The text beside the value is a text of its own."""
        alarms = edited / "alarms.toml"
        alarms.write_text(alarms.read_text("utf-8").replace('shown = "165/100"', 'shown = "160/100"', 1), "utf-8")
        done = run("diff", str(edited))
        assert done.exit_code == 1
        assert "shows '160/100', but its limit is 165 mmHg" in done.stderr

    def test_without_a_folder_holds_the_clinics_copy_against_a_newer_one(self, world: World) -> None:
        """What stays, and both texts of what is open."""
        signed(world.riverside, world.brandt, world.albrecht, *limit("158"))
        with shipping("alarms.toml", RISING, RISING.replace("5", "6")):
            protocol.take_in_everywhere(NOW)
            done = run("diff")
        assert "Made from 0.2.0; 0.2.0 is installed. Bring it up: `handrail protocol diff`" in done.stderr
        lines = done.stdout.splitlines()
        place = lines.index("  alarms.toml:pressure_high")
        assert "--take FILE:ENTRY" in lines[place - 1]
        texts = lines[place + 1 : place + 6]
        assert [text.partition(": ")[0].strip() for text in texts] == [*4 * ["here"], "newer"]
        assert texts[1].endswith("160 mmHg → 158 mmHg")
        assert texts[-1].endswith("rising by: 5 mmHg → 6 mmHg")

    def test_without_a_folder_lists_the_clinics_own_changes_where_nothing_is_newer(self, world: World) -> None:
        """What this clinic does otherwise."""
        signed(world.riverside, world.brandt, world.albrecht, *limit("158"))
        done = run("diff")
        assert "160 mmHg → 158 mmHg" in done.stdout
        assert "built on the newest" in done.stderr


class TestSign:
    def test_puts_the_edited_protocol_in_force_under_two_names(self, world: World, edited: Path) -> None:
        """The release and the digest to standard output."""
        done = run("sign", str(edited), "--as", "brandt", "--reviewed-by", "albrecht", *WHY, said=TWO_PASSWORDS)
        assert done.exit_code == 0, done.output
        now = in_force(world)
        assert done.stdout.strip() == f"{now.release}, sha256 {now.sha256}"
        assert now.signed is not None
        (proposal,) = protocol.state(world.riverside.pk).proposals.values()
        assert (now.signed.name, proposal.why) == ("Dr Brandt", "Ours run higher")
        assert [review.signature.name for review in proposal.reviews] == ["Dr Albrecht"]

    def test_of_what_stands_needs_the_director_alone(self, world: World) -> None:
        """Nothing changes but that somebody answers for it; and it is signed once."""
        done = run("sign", "--as", "brandt", *WHY, said=f"{PASSWORD}\n")
        assert done.exit_code == 0, done.output
        now = in_force(world)
        assert now.signed is not None
        assert now.sha256 == protocol.shipped().version.sha256
        again = run("sign", "--as", "brandt", *WHY, said=f"{PASSWORD}\n")
        assert again.exit_code == 1
        assert "Nothing would change" in again.stderr

    @pytest.mark.parametrize(
        ("people", "said", "because"),
        [
            (["--as", "brandt"], TWO_PASSWORDS, "asks for a second person's review"),
            (["--as", "brandt", "--reviewed-by", "brandt"], TWO_PASSWORDS, "Nobody reviews what they sign"),
            (["--as", "albrecht", "--reviewed-by", "brandt"], TWO_PASSWORDS, "Only the medical director signs"),
            (
                ["--as", "brandt", "--reviewed-by", "mara"],
                TWO_PASSWORDS,
                "Only a physician or a medical director reviews",
            ),
            (["--as", "brandt", "--reviewed-by", "nobody"], TWO_PASSWORDS, "Nobody logs in as nobody"),
            (["--as", "brandt", "--reviewed-by", "albrecht"], "wrong\n", "not the password of Dr Brandt"),
            (
                ["--as", "brandt", "--reviewed-by", "albrecht"],
                f"{PASSWORD}\nwrong\n",
                "not the password of Dr Albrecht",
            ),
        ],
    )
    def test_is_refused_in_words_and_writes_nothing(
        self, world: World, edited: Path, people: list[str], said: str, because: str
    ) -> None:
        """Whoever may not, whoever cannot prove it, and a review that is missing."""
        head = log.head(protocol.stream_of(world.riverside.pk))
        done = run("sign", str(edited), *people, *WHY, said=said)
        assert (done.exit_code, done.stdout) == (1, "")
        assert because in done.stderr
        assert log.head(protocol.stream_of(world.riverside.pk)) == head

    def test_of_the_directors_of_another_clinic_is_refused(self, world: World, edited: Path) -> None:
        """Roles hold in their own clinic."""
        done = CliRunner().invoke(
            handrail, ["protocol", "sign", "--as", "brandt", "--clinic", "Hillside", *WHY], input=f"{PASSWORD}\n"
        )
        assert done.exit_code == 1
        assert "Dr Brandt is none in Hillside" in done.stderr

    @pytest.mark.parametrize(("take", "rising"), [(["--take", "alarms.toml:pressure_high"], "6 mmHg"), ([], "5 mmHg")])
    def test_of_a_newer_one_takes_what_was_chosen(self, world: World, take: list[str], rising: str) -> None:
        """Of an entry that both changed: the newer text, or this clinic's."""
        signed(world.riverside, world.brandt, world.albrecht, *limit("158"))
        with shipping("alarms.toml", RISING, RISING.replace("5", "6")):
            protocol.take_in_everywhere(NOW)
            who = ("--as", "brandt", "--reviewed-by", "albrecht")
            done = run("sign", "--newer", *take, *who, *WHY, said=TWO_PASSWORDS)
            assert done.exit_code == 0, done.output
            assert f"rising by: {rising}" in run("show", "pressure_high").stdout
            assert protocol.newer(world.riverside.pk) is None

    def test_of_a_newer_one_refuses_a_choice_that_is_none(self, world: World) -> None:
        """A misspelt entry is not left out without a word."""
        with shipping("alarms.toml", RISING, RISING.replace("5", "6")):
            protocol.take_in_everywhere(NOW)
            done = run("sign", "--newer", "--take", "alarms.toml:presure", "--as", "brandt", *WHY, said=PASSWORD)
        assert done.exit_code == 1
        assert "alarms.toml:presure: nothing is to be chosen there" in done.stderr


class TestShowWithoutAClinicsName:
    """Whoever only wants to read need not know what the clinics are called."""

    def test_reads_what_all_clinics_have_in_force(self, world: World) -> None:
        """As long as they have the same."""
        said = CliRunner().invoke(handrail, ["protocol", "show", "pressure_high"])
        assert said.exit_code == 0
        assert "Pressure high" in said.stdout

    def test_asks_which_where_they_differ(self, world: World) -> None:
        """Nothing is guessed."""
        signed(world.riverside, world.brandt, world.albrecht, *limit("165"))
        said = CliRunner().invoke(handrail, ["protocol", "show", "pressure_high"])
        assert said.exit_code == 1
        assert "Say which with --clinic" in said.stderr

    def test_reads_the_clinic_whose_name_begins_so(self, world: World) -> None:
        """One word of a long name is enough where it is the only one."""
        said = CliRunner().invoke(handrail, ["protocol", "show", "pressure_high", "--clinic", "river"])
        assert said.exit_code == 0
        assert said.stderr.startswith("Riverside")

    def test_reads_what_comes_with_the_software_where_there_is_no_clinic(self) -> None:
        """And says that nobody has signed it."""
        said = CliRunner().invoke(handrail, ["protocol", "show", "pressure_high"])
        assert said.exit_code == 0
        assert "Nobody has signed it." in said.stderr
