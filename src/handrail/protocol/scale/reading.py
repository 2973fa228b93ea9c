"""From a scale's file to the scale: every key read once, what is missing or misspelt refused by name."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Literal, get_args

from handrail.protocol.document import Document, read_toml
from handrail.protocol.entries import Source
from handrail.protocol.reader import Table
from handrail.protocol.scale.checks import check
from handrail.protocol.scale.schema import (
    EVERYBODY,
    AnswerList,
    Band,
    Condition,
    Direction,
    Estimate,
    FilledBy,
    Flag,
    Item,
    Licence,
    Missing,
    MissingRule,
    Part,
    Response,
    Scale,
    Take,
    TextState,
    Total,
)

POINT = "point"


def read_scale(file: str, content: bytes, sources: Mapping[str, Source]) -> Scale:
    """Read one scale; the file is named after it.

    Raises:
        ProtocolError: for the first thing that is incomplete, uncited or contradicts itself.
    """
    document = Document(file, file.removesuffix(".toml"), read_toml(file, content), sources, settable=False)
    filled_by, direction, codes, declares = document.read("scale", _head)
    items = document.read("items", _items)
    scale = Scale(
        id=document.name,
        version=document.version,
        name=document.entries["scale"].name,
        filled_by=filled_by,
        direction=direction,
        codes=codes,
        declares=declares,
        licence=document.read("licence", _licence),
        look_back=document.read("look_back", lambda table: table.length()),
        items={item.id: item for item in items},
        total=document.read("total", _total) if "total" in document.left else None,
        missing=document.read("missing", _missing),
        bands=_bands(document),
        flags=tuple(_flag(document, entry) for entry in _starting(document, "flag_")),
        estimates=tuple(document.read(entry, _estimate(entry)) for entry in _starting(document, "change_")),
        response=document.read("response", _response) if "response" in document.left else None,
        remission=document.read("remission", lambda table: table.plain(POINT))
        if "remission" in document.left
        else None,
        entries=document.entries,
    )
    document.done()
    check(file, scale, [item.id for item in items])
    return scale


def _starting(document: Document, prefix: str) -> list[str]:
    return [entry for entry in document.left if entry.startswith(prefix)]


def _listed(table: Table, key: str) -> tuple[str, ...]:
    return table.texts(key) if table.has(key) else ()


def _head(table: Table) -> tuple[FilledBy, Direction, tuple[str, ...], tuple[str, ...]]:
    filled_by: FilledBy = table.choice("filled_by", get_args(FilledBy))
    direction: Direction = table.choice("direction", get_args(Direction))
    return filled_by, direction, _listed(table, "codes"), _listed(table, "declares")


def _licence(table: Table) -> Licence:
    text: TextState = table.choice("text", get_args(TextState))
    return Licence(
        text=text,
        languages=() if text == "not shipped" else table.texts("languages"),
        notice=table.text("notice") if text == "shipped" else None,
        seen=table.text("seen"),
        absent=table.text("absent") if table.has("absent") else None,
    )


def _items(table: Table) -> tuple[Item, ...]:
    lists = {name: _answers(name, inner) for name, inner in _named(table, "answers")}
    items = tuple(_item(one, lists) for one in table.tables("item"))
    for name in set(lists) - {item.answers.id for item in items}:
        raise table.error(f"no item uses the answers {name!r}; remove them or correct the name")
    return items


def _named(table: Table, key: str) -> list[tuple[str, Table]]:
    inner = table.table(key)
    return [(name, inner.table(name)) for name in list(inner.left)]


def _answers(name: str, table: Table) -> AnswerList:
    values = table.plain_list(POINT)
    codes = _listed(table, "codes")
    if codes and len(codes) != len(values):
        raise table.error(
            f"{len(codes)} answers have {len(values)} values; give each answer its value, in the same order"
        )
    value_set = table.text("value_set") if table.has("value_set") else None
    table.done()
    return AnswerList(name, values, codes, value_set)


def _item(table: Table, lists: Mapping[str, AnswerList]) -> Item:
    name = table.text("answers")
    if name not in lists:
        raise table.error(f"its answers {name!r} have no values; add them to 'answers'")
    item = Item(
        id=table.text("id"),
        codes=_listed(table, "codes"),
        answers=lists[name],
        scored=table.yes_or_no("scored") if table.has("scored") else True,
        reverse=table.yes_or_no("reverse") if table.has("reverse") else False,
        only_if=_listed(table, "only_if"),
        unless=_listed(table, "unless"),
    )
    table.done()
    return item


def _total(table: Table) -> Total:
    total = Total(
        parts=tuple(_part(one) for one in table.tables("part")),
        factor=table.plain("1", "factor") if table.has("factor") else Decimal(1),
        lowest=table.plain(POINT, "lowest"),
        highest=table.plain(POINT, "highest"),
        codes=_listed(table, "codes"),
    )
    if total.factor <= 0:
        raise table.error("'factor' must be more than 0")
    return total


def _part(table: Table) -> Part:
    take: Take = table.choice("take", get_args(Take))
    part = Part(take, table.texts("items"))
    table.done()
    return part


def _missing(table: Table) -> Missing:
    rule: MissingRule = table.choice("rule", get_args(MissingRule))
    if rule == "none may be missing":
        return Missing(rule, 0, _listed(table, "never"))
    return Missing(rule, table.count("item", "at_most"), _listed(table, "never"))


def _bands(document: Document) -> dict[str, tuple[Band, ...]]:
    """The bands of everybody, or one entry a group: bands_women, bands_men."""
    if "bands" in document.left:
        return {EVERYBODY: document.read("bands", _banded)}
    return {entry.removeprefix("bands_"): document.read(entry, _banded) for entry in _starting(document, "bands_")}


def _banded(table: Table) -> tuple[Band, ...]:
    return tuple(_band(one) for one in table.tables("band"))


def _band(table: Table) -> Band:
    band = Band(table.text("id"), table.words("name"), table.plain(POINT, "from"), table.plain(POINT, "through"))
    table.done()
    return band


def _flag(document: Document, entry: str) -> Flag:
    do, all_of = document.read(
        entry, lambda table: (table.words("do"), tuple(_condition(one) for one in table.tables("when")))
    )
    return Flag(id=entry.removeprefix("flag_"), name=document.entries[entry].name, do=do, all_of=all_of)


def _condition(table: Table) -> Condition:
    take: Take = table.choice("take", get_args(Take))
    condition = Condition(take, table.texts("items"), table.plain(POINT, "at_least"))
    table.done()
    return condition


def _estimate(entry: str) -> Callable[[Table], Estimate]:
    def read(table: Table) -> Estimate:
        number = table.number()
        unit: Literal["point", "%"] = "%" if number.unit == "%" else "point"
        if number.unit != unit:
            raise table.error(f"{number.value} is in {number.unit!r} and must be in 'point' or '%'")
        if number.value <= 0:
            raise table.error("a change of nothing is no change; write more than 0")
        return Estimate(
            id=entry.removeprefix("change_"), value=number.value, unit=unit, decides=table.yes_or_no("decides")
        )

    return read


def _response(table: Table) -> Response:
    return Response(table.plain("%", "response"), table.plain("%", "partial"))
