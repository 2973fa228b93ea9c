"""An order: its sum before it counts, what is refused, what is asked about, two physicians at once."""

from collections.abc import Iterator

import pytest

from handrail.clinic.roles import Role
from handrail.pathway.events import InfusionOrdered, OrderRefused
from tests.people import World, clinic_time, small_world, staff
from tests.shell.web.preparing import ORDER, Browser, events, fields, ordered, seen, sums, text


@pytest.fixture(autouse=True)
def time_stands_still() -> Iterator[None]:
    with clinic_time():
        yield


@pytest.fixture
def world(db: None) -> World:
    return small_world()


@pytest.fixture
def albrecht(world: World) -> Browser:
    return Browser(world.albrecht)


class TestAnOrder:
    def test_is_shown_with_its_sum_before_it_counts(self, world: World, albrecht: Browser) -> None:
        """The first press works it out, and writes nothing."""
        answer = albrecht.press(world.ruths_visit, "order", **ORDER)
        assert sums(answer)["Dose"] == "35 mg"
        assert "70 kg × 0.5 mg/kg" in text(answer)
        assert "Order 35 mg over 40 min" in text(answer)
        assert events(world.ruths_visit, InfusionOrdered, OrderRefused) == []

    def test_stands_when_it_is_confirmed_with_who_and_when(self, world: World, albrecht: Browser) -> None:
        """What was shown is what is ordered."""
        shown = albrecht.press(world.ruths_visit, "order", **ORDER)
        answer = albrecht.press(world.ruths_visit, "order", **fields(shown))
        assert "35 mg (0.5 mg/kg) over 40 min" in text(answer)
        assert "Dr Albrecht 14:30" in text(answer)
        (order,) = events(world.ruths_visit, InfusionOrdered)
        assert str(order.dose) == "35 mg"

    def test_is_not_offered_to_a_nurse_and_not_taken_from_one(self, world: World) -> None:
        """She sees that it waits for a physician."""
        mara = Browser(world.mara)
        assert "A physician orders." in text(mara.look(world.ruths_visit))
        assert "dose_mg_per_kg" not in mara.look(world.ruths_visit).content.decode()
        answer = mara.press(world.ruths_visit, "order", confirmed="yes", **ORDER)
        assert answer.status_code == 403
        assert "Only a physician of this clinic orders." in text(answer)
        assert events(world.ruths_visit, InfusionOrdered, OrderRefused) == []

    @pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}])
    def test_outside_the_protocol_is_refused_and_the_refusal_written_down(
        self, world: World, albrecht: Browser, confirmed: dict[str, str]
    ) -> None:
        """With the reason, and what was typed still in the form."""
        answer = albrecht.press(world.ruths_visit, "order", dose_mg_per_kg="1.2", minutes="40", **confirmed)
        assert answer.status_code == 422
        assert "1.2 mg/kg is outside 0.1 mg/kg to 1 mg/kg. Order a dose within it." in text(answer)
        assert fields(answer)["dose_mg_per_kg"] == "1.2"
        (refused,) = events(world.ruths_visit, OrderRefused)
        assert str(refused.dose_per_weight) == "1.2 mg/kg"
        assert "Not ordered." in text(albrecht.look(world.ruths_visit))

    @pytest.mark.parametrize(
        ("typed", "asked"),
        [
            ("0,5", "Is 0,5 meant as 0.5? Write it with a point."),
            ("1,25", "Is 1,25 meant as 1.25 or as 125?"),
            ("35 mg", "You wrote mg. This field is in mg/kg: enter the number of mg/kg."),
            ("0.5 mg/kg/h", "You wrote mg/kg/h. This field is in mg/kg"),
            (".5", "“.5” is not a number. Write digits with a point, for example 0.5."),
            ("-1", "Enter more than 0 mg/kg."),
            ("0", "Enter more than 0 mg/kg."),
            ("a lot", "“a lot” is not a number."),
            ("", "Enter a number of mg/kg."),
            ("NaN", "“NaN” is not a number."),
            ("1e3", "“1e3” is not a number."),
        ],
    )
    def test_that_cannot_be_read_is_asked_about(self, world: World, albrecht: Browser, typed: str, asked: str) -> None:
        """Never guessed; the form comes back as it was typed."""
        answer = albrecht.press(world.ruths_visit, "order", dose_mg_per_kg=typed, minutes="40", confirmed="yes")
        assert answer.status_code == 422
        assert asked in text(answer)
        assert fields(answer).get("dose_mg_per_kg", "") == typed
        assert fields(answer)["minutes"] == "40"
        assert events(world.ruths_visit, InfusionOrdered, OrderRefused) == []

    def test_may_repeat_its_own_unit(self, world: World, albrecht: Browser) -> None:
        """What stands beside the field can also stand in it."""
        answer = albrecht.press(world.ruths_visit, "order", dose_mg_per_kg="0.5 mg/kg", minutes="40 min")
        assert sums(answer)["Dose"] == "35 mg"

    def test_sent_twice_is_given_once(self, world: World, albrecht: Browser) -> None:
        """The same press, the same answer."""
        for _ in range(2):
            answer = albrecht.press(world.ruths_visit, "order", key="one press", confirmed="yes", **ORDER)
            assert "Ordered: 35 mg (0.5 mg/kg) over 40 min." in text(answer)
        assert len(events(world.ruths_visit, InfusionOrdered)) == 1

    def test_waits_when_another_physician_ordered_meanwhile(self, world: World, albrecht: Browser) -> None:
        """The second sees what the first did, and presses again only if it still holds."""
        page = seen(albrecht.look(world.ruths_visit))
        ordered(world.ruths_visit, Browser(staff(world.riverside, "sommer", "Dr Sommer", Role.PHYSICIAN)))
        answer = albrecht.press(
            world.ruths_visit, "order", dose_mg_per_kg="0.6", minutes="40", confirmed="yes", seen=page
        )
        assert answer.status_code == 409
        assert "14:30 Dr Sommer: ordered 35 mg over 40 min" in text(answer)
        assert len(events(world.ruths_visit, InfusionOrdered)) == 1
        again = fields(answer) | {"confirmed": "yes", "seen": seen(answer)}
        assert albrecht.press(world.ruths_visit, "order", **again).status_code == 200
        assert [str(one.dose) for one in events(world.ruths_visit, InfusionOrdered)] == ["35 mg", "42 mg"]
