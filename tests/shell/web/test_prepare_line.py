"""What the line was filled with: told on the visit's page, once, editable, never waited for, printed on the label."""

from collections.abc import Iterator

import pytest

from handrail.pathway.events import InfusionStarted, LinePrimed
from tests.people import World, clinic_time, small_world
from tests.shell.web.preparing import AGREED, BAG, MONITOR, Browser, bag_made, events, fields, text


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def mara(world: World) -> Browser:
    return Browser(world.mara)


class TestTheLine:
    def test_is_told_with_the_protocols_volume_unless_somebody_says_another(self, world: World, mara: Browser) -> None:
        """The field holds it already."""
        assert fields(mara.look(world.ruths_visit))["volume_ml"] == "3"
        answer = mara.press(world.ruths_visit, "line", primed_with="saline", volume_ml="4.5")
        assert "Line filled with saline, 4.5 mL." in text(answer)
        assert "Mara Lind 14:30" in text(answer)
        (primed,) = events(world.ruths_visit, LinePrimed)
        assert (primed.primed_with, str(primed.volume)) == ("saline", "4.5 mL")
        assert fields(answer)["volume_ml"] == "4.5"

    def test_may_be_left_to_the_protocol(self, world: World, mara: Browser) -> None:
        """An empty field."""
        answer = mara.press(world.ruths_visit, "line", primed_with="drug", volume_ml="")
        assert "Line filled with the drug, 3 mL." in text(answer)
        (primed,) = events(world.ruths_visit, LinePrimed)
        assert primed.volume is None

    def test_pressed_twice_is_told_once(self, world: World, mara: Browser) -> None:
        """A double click, and the same words again later."""
        for key in ("one press", "one press", "another"):
            mara.press(world.ruths_visit, "line", key=key, primed_with="saline", volume_ml="3")
        assert len(events(world.ruths_visit, LinePrimed)) == 1

    def test_filled_again_from_a_second_bag_is_told_again(self, world: World, mara: Browser) -> None:
        """The same words mean another strength then."""
        bag_made(world.ruths_visit, Browser(world.albrecht), mara)
        for number in (1, 2):
            mara.press(world.ruths_visit, "line", key=f"first bag {number}", primed_with="drug", volume_ml="3")
        assert len(events(world.ruths_visit, LinePrimed)) == 1
        assert mara.press(world.ruths_visit, "bag", confirmed="yes", **{**BAG, "diluent_ml": "50"}).status_code == 200
        mara.press(world.ruths_visit, "line", key="second bag", primed_with="drug", volume_ml="3")
        assert len(events(world.ruths_visit, LinePrimed)) == 2

    def test_can_be_corrected(self, world: World, mara: Browser) -> None:
        """The last word holds."""
        mara.press(world.ruths_visit, "line", primed_with="saline", volume_ml="3")
        answer = mara.press(world.ruths_visit, "line", primed_with="drug", volume_ml="3")
        assert "Correct it" in text(answer)
        assert [one.primed_with for one in events(world.ruths_visit, LinePrimed)] == ["saline", "drug"]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"volume_ml": "3"}, "Say what the line was filled with."),
            ({"primed_with": "champagne", "volume_ml": "3"}, "Say what the line was filled with."),
            ({"primed_with": "saline", "volume_ml": "0"}, "Enter more than 0 mL."),
            ({"primed_with": "saline", "volume_ml": "-3"}, "Enter more than 0 mL."),
            ({"primed_with": "saline", "volume_ml": "3,5"}, "Is 3,5 meant as 3.5"),
            ({"primed_with": "saline", "volume_ml": "5000"}, "A line holds less than a bag"),
            ({"primed_with": "saline", "volume_ml": "a little"}, "is not a number"),
            ({"primed_with": "saline", "volume_ml": "3 L"}, "This field is in mL"),
        ],
    )
    def test_that_cannot_be_is_asked_about(self, world: World, mara: Browser, typed: dict[str, str], said: str) -> None:
        """In words, with what was typed still there; nothing is written."""
        answer = mara.press(world.ruths_visit, "line", **typed)
        assert answer.status_code == 422
        assert said in text(answer)
        assert fields(answer)["volume_ml"] == typed["volume_ml"]
        assert events(world.ruths_visit, LinePrimed) == []

    def test_is_told_by_those_at_the_chair(self, world: World) -> None:
        """A coordinator sees it."""
        answer = Browser(world.ines).press(world.ruths_visit, "line", primed_with="saline", volume_ml="3")
        assert answer.status_code == 403
        assert events(world.ruths_visit, LinePrimed) == []

    def test_is_never_waited_for(self, world: World, mara: Browser) -> None:
        """The start is open without it, and it can still be told while the drip runs."""
        visit = world.ruths_visit
        bag_made(visit, Browser(world.albrecht), mara)
        Browser(world.jonas).press(visit, "check", **AGREED)
        mara.press(visit, "bind", device=world.monitor.pk, kind="monitor", **MONITOR)
        answer = mara.press(visit, "watcher", person=world.mara.pk)
        assert "Nothing is missing." in text(answer)
        assert "Not said: forecasts take the drug to stand at the hub" in text(answer)
        assert mara.client.post(f"/sessions/{visit.pk}/start", {"key": "start"}).status_code == 302
        assert len(events(visit, InfusionStarted)) == 1
        assert mara.press(visit, "line", primed_with="saline", volume_ml="3").status_code == 200
        assert len(events(visit, LinePrimed)) == 1

    def test_stands_on_the_label(self, world: World, mara: Browser) -> None:
        """Whoever takes over at the chair reads it there."""
        bag_made(world.ruths_visit, Browser(world.albrecht), mara)
        assert "Line filled" not in text(mara.look(world.ruths_visit, "label"))
        mara.press(world.ruths_visit, "line", primed_with="saline", volume_ml="3")
        assert (
            "Line filled with saline, 3\N{NO-BREAK SPACE}mL" in mara.look(world.ruths_visit, "label").content.decode()
        )

    def test_is_told_in_spanish(self, world: World, mara: Browser) -> None:
        """Step, key and answer."""
        mara.client.post("/language/", {"language": "es", "next": "/"})
        answer = mara.press(world.ruths_visit, "line", primed_with="saline", volume_ml="3")
        assert "Línea llena de suero" in text(answer)
