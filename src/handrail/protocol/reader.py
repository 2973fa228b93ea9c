"""A table of a document, read key by key: what is missing, misspelt, without a unit or out of place is refused by name."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from handrail.protocol.entries import Number, ProtocolError, Range, Words
from handrail.units import Quantity

Q = TypeVar("Q", bound=Quantity)
Choice = TypeVar("Choice", bound=str)

LENGTHS = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
MICROSECOND = timedelta(microseconds=1)


@dataclass(slots=True)
class Kept:
    """The numbers of an entry and where they may be set, each by its path; `settable` unless they are a publication's own."""

    numbers: dict[str, tuple[Number, ...]] = field(default_factory=dict)
    ranges: dict[str, Range] = field(default_factory=dict)
    settable: bool = True


class Table:
    """A table of a document. Each key is read once; `done` refuses what nobody asked for."""

    def __init__(self, file: str, path: str, content: object, kept: Kept | None = None) -> None:
        self.file, self.path, self.kept = file, path, kept or Kept()
        if not isinstance(content, dict):
            raise self.error("this must be a table of keys and values")
        self.left: dict[str, object] = dict(content)

    def error(self, problem: str) -> ProtocolError:
        """The sentence that says where and what."""
        return ProtocolError(f"{self.file}: {self.path}: {problem}.")

    def has(self, key: str) -> bool:
        """Whether this key is there and not read yet."""
        return key in self.left

    def take(self, key: str) -> object:
        """What stands under a key that must be there."""
        if key not in self.left:
            raise self.error(f"{key!r} is missing; add it")
        return self.left.pop(key)

    def done(self) -> None:
        """Refuse every key that was not read: it is misspelt, or belongs elsewhere."""
        if self.left:
            names = ", ".join(repr(key) for key in sorted(self.left))
            raise self.error(f"{names} is not known here; correct the spelling or remove it")

    # words

    def text(self, key: str) -> str:
        """A text that says something."""
        text = self.take(key)
        if not isinstance(text, str) or not text.strip():
            raise self.error(f"{key!r} must be a text that says something")
        return text.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them twice."""
        items = self.take(key)
        if (
            not isinstance(items, list)
            or not items
            or not all(isinstance(item, str) and item.strip() for item in items)
        ):
            raise self.error(f"{key!r} must be a list of texts")
        if len(set(items)) != len(items):
            raise self.error(f"{key!r} names something twice; remove one")
        return tuple(items)

    def choice(self, key: str, allowed: tuple[Choice, ...]) -> Choice:
        """One of a few words."""
        word = self.text(key)
        found = next((choice for choice in allowed if choice == word), None)
        if found is None:
            raise self.error(f"{key!r} is {word!r}; choose one of: {' | '.join(allowed)}")
        return found

    def yes_or_no(self, key: str) -> bool:
        """True or false."""
        answer = self.take(key)
        if not isinstance(answer, bool):
            raise self.error(f"{key!r} must be true or false")
        return answer

    def words(self, key: str) -> Words:
        """The same words in every language of the product."""
        table = self.table(key)
        words = Words(en=table.text("en"), es=table.text("es"))
        table.done()
        return words

    # tables within

    def table(self, key: str) -> "Table":
        """A table within this one."""
        return Table(self.file, f"{self.path}.{key}", self.take(key), self.kept)

    def tables(self, key: str) -> "tuple[Table, ...]":
        """A list of tables within this one, at least one."""
        items = self.take(key)
        if not isinstance(items, list) or not items:
            raise self.error(f"{key!r} must be a list of tables, written [[{self.path}.{key}]]")
        return tuple(
            Table(self.file, f"{self.path}.{key}[{place}]", item, self.kept) for place, item in enumerate(items, 1)
        )

    # numbers

    def number(self, key: str = "value", allowed: Range | None = None) -> Number:
        """A number with its unit: this table's own "value", or the one of a table within it.

        Where it may be set stands beside it as "within", or is `allowed` where something else says so.
        """
        if key == "value":
            return self.said("value", allowed)
        inner = self.table(key)
        number = inner.said("value", allowed)
        inner.done()
        return number

    def said(self, key: str, allowed: Range | None = None) -> Number:
        """This table's own number under that key, with this table's unit."""
        value = self._exact(self.take(key), key)
        number = Number(value, self._unit())
        self.keep(self.path, allowed or self._within(number.unit), number)
        return number

    def numbers_listed(self) -> tuple[Number, ...]:
        """This table's own list of numbers, each once, all in one unit."""
        items = self.take("value")
        if not isinstance(items, list) or not items:
            raise self.error("'value' must be a list of numbers")
        values = [self._exact(item, "value") for item in items]
        if len(set(values)) != len(values):
            raise self.error("'value' has a number twice; remove one")
        unit = self._unit()
        self.keep(self.path, self._within(unit), *(Number(value, unit) for value in values))
        return self.kept.numbers[self.path]

    def keep(self, path: str, allowed: Range | None, *numbers: Number, called: str = "") -> None:
        """Put numbers of the entry down by their path, with where they may be set; a person looks for them as `called`.

        A number in another unit than its range is for whoever asks for the unit to refuse.

        Raises:
            ProtocolError: one of them lies outside.
        """
        self.kept.numbers[path] = (*self.kept.numbers.get(path, ()), *numbers)
        if allowed is None:
            return
        self.kept.ranges[path] = allowed
        outside = next((one for one in numbers if one.unit == allowed.unit and not allowed.holds(one.value)), None)
        if outside is not None:
            around, _, key = path.rpartition(".")
            raise Table(self.file, around or path, {}).error(
                f"{called or (key if around else 'value')!r} is {outside.value} {outside.unit}; "
                f"it may be set from {allowed.lowest} to {allowed.highest} {allowed.unit}"
            )

    def range(self, key: str, unit: str) -> Range:
        """Two numbers between which others may be set, in that unit."""
        ends = self.take(key)
        if not isinstance(ends, list) or len(ends) != 2:
            raise self.error(f"{key!r} is two numbers, the smaller first; write {key} = [ 20, 40 ]")
        lowest, highest = (self._exact(end, key) for end in ends)
        if lowest >= highest:
            raise self.error(f"{key!r} goes from {lowest} to {highest} {unit}; write the smaller first, and leave room")
        return Range(lowest, highest, unit)

    def quantity(self, kind: type[Q], key: str = "value") -> Q:
        """A number that must be in this quantity's unit."""
        return kind(self.plain(kind.unit, key))

    def quantities(self, kind: type[Q]) -> tuple[Q, ...]:
        """This table's own list of numbers, in this quantity's unit."""
        return tuple(kind(self._in(number, kind.unit)) for number in self.numbers_listed())

    def plain(self, unit: str, key: str = "value") -> Decimal:
        """A number in the unit that is expected."""
        return self._in(self.number(key), unit)

    def plain_list(self, unit: str) -> tuple[Decimal, ...]:
        """This table's own list of numbers, in the unit that is expected."""
        return tuple(self._in(number, unit) for number in self.numbers_listed())

    def count(self, unit: str, key: str = "value") -> int:
        """A whole number of something, at least one."""
        value = self.plain(unit, key)
        if value != value.to_integral_value() or value < 1:
            raise self.error(f"{key!r} is {value} {unit}; write a whole number of at least 1")
        return int(value)

    def length(self, key: str = "value") -> timedelta:
        """A length of time, in s, min, h or d."""
        return self._length(self.number(key))

    def lengths(self) -> tuple[timedelta, ...]:
        """This table's own list of lengths of time."""
        return tuple(self._length(number) for number in self.numbers_listed())

    def _length(self, number: Number) -> timedelta:
        if number.unit not in LENGTHS:
            raise self.error(f"{number.value} {number.unit} is not a length of time; write it in {' | '.join(LENGTHS)}")
        if number.value < 0:
            raise self.error(f"{number.value} {number.unit} is less than nothing; write a length of 0 or more")
        return timedelta(microseconds=int(number.value * (LENGTHS[number.unit] // MICROSECOND)))

    def _within(self, unit: str) -> Range | None:
        if not self.kept.settable:
            return None
        if "within" not in self.left:
            raise self.error("a number stands here without where it may be set; add 'within', as within = [ 20, 40 ]")
        return self.range("within", unit)

    def _in(self, number: Number, unit: str) -> Decimal:
        if number.unit != unit:
            raise self.error(f"{number.value} is in {number.unit!r} and must be in {unit!r}")
        return number.value

    def _unit(self) -> str:
        unit = self.left.pop("unit", None)
        if not isinstance(unit, str) or not unit.strip():
            raise self.error("a number stands here without its unit; add 'unit'")
        return unit.strip()

    def _exact(self, value: object, key: str) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            raise self.error(f"{key!r} must be a number, written with a point and without quotation marks")
        return Decimal(value)
