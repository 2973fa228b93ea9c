"""The telephone numbers that a clinic gives its patients: read strictly, since a wrong one costs a life."""

import re
from dataclasses import dataclass
from typing import Literal

from handrail.clinic.models import Clinic
from handrail.clinic.models.people import LONGEST_NUMBER

Which = Literal["phone", "night_phone", "crisis_line", "emergency_number"]
WHICH: tuple[Which, ...] = ("phone", "night_phone", "crisis_line", "emergency_number")

Wrong = Literal["too_long", "letters", "signs", "plus", "too_short", "too_many_digits"]

SIGNS = re.compile(r"[0-9 ()/.+-]*")
MOST_DIGITS = 15
"""Of a telephone number anywhere in the world, by ITU-T E.164."""

FEWEST_DIGITS = 5
"""Of a subscriber's number; emergency numbers and help lines have fewer, the shortest two."""

FEWEST_OF_A_LINE = 2


class NoNumber(ValueError):
    """Something that cannot be dialled, and what is wrong with it."""

    def __init__(self, because: Wrong) -> None:
        super().__init__(because)
        self.because = because


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is read, and as it is dialled."""

    shown: str

    @property
    def dialled(self) -> str:
        """Its digits; of an international one with the plus, and without the nought that is dialled at home alone: +49 (0)30."""
        if self.shown.startswith("+"):
            return "+" + re.sub(r"\D", "", self.shown.replace("(0)", ""))
        return re.sub(r"\D", "", self.shown)


def number(text: str, *, of: Which) -> str:
    """A number as it is kept: what was typed, with single spaces. Empty stays empty.

    Raises:
        NoNumber: it is none that every telephone could dial.
    """
    found = " ".join(text.split())
    if not found:
        return ""
    digits = sum(sign.isdigit() for sign in found)
    fewest = FEWEST_OF_A_LINE if of in {"crisis_line", "emergency_number"} else FEWEST_DIGITS
    wrong: list[tuple[bool, Wrong]] = [
        (len(found) > LONGEST_NUMBER, "too_long"),
        (any(sign.isalpha() for sign in found), "letters"),
        (SIGNS.fullmatch(found) is None, "signs"),
        ("+" in found[1:], "plus"),
        (digits < fewest, "too_short"),
        (digits > MOST_DIGITS, "too_many_digits"),
    ]
    for is_so, because in wrong:
        if is_so:
            raise NoNumber(because)
    return found


def of_clinic(clinic: Clinic, which: Which) -> Number | None:
    """One of a clinic's numbers; None where it is not written down."""
    shown = getattr(clinic, which)
    return Number(shown) if shown else None


def enough_to_ask(clinic: Clinic) -> bool:
    """Whether a patient who is asked about wishing to be dead can be told whom to call: the clinic, and somebody at any hour."""
    return bool(clinic.phone) and bool(clinic.crisis_line or clinic.emergency_number)
