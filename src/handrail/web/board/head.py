"""What stands over and under the rows: who needs somebody, what talks without a chair, who watches which chairs."""

from typing import Any

from handrail.web.board.rows import first_name
from handrail.web.board.words import Words, say

View = dict[str, Any]

CALLS = ("high", "medium")
"""The priorities for which somebody has to come."""

LOOKS = ("low",)
"""What can wait until somebody passes by."""

NAMED_AT_MOST = 3


def need(board: View, catalogue: Words) -> dict[str, str]:
    """The sentence at the head, worst first, and how urgent it is."""
    calling = _with(board, CALLS, seen=False)
    if calling:
        return {"state": f"{calling[0][1]['priority']} unseen", "text": _sentence("need", calling, catalogue)}
    seen = _with(board, CALLS, seen=True)
    if seen:
        number, alarm = seen[0]
        chair = say(catalogue, "need.chair", number=number)
        name = first_name(alarm["acknowledged_by"]) or catalogue["somebody"]
        return {"state": f"{alarm['priority']} seen", "text": say(catalogue, "need.seen", chair=chair, name=name)}
    low = _with(board, LOOKS, seen=False) or _with(board, LOOKS, seen=True)
    return {"state": "calm", "text": _sentence("need.look", low, catalogue) if low else catalogue["need.none"]}


def _sentence(name: str, alarms: list[tuple[int, View]], catalogue: Words) -> str:
    """The sentence for one chair or for several."""
    numbers = [number for number, _ in alarms]
    chair = say(catalogue, "need.chair", number=numbers[0])
    key = f"{name}.one" if len(numbers) == 1 else f"{name}.several"
    return say(catalogue, key, chair=chair, chairs=_listed(numbers, catalogue))


def talking(board: View, catalogue: Words) -> str:
    """The sentence about devices without a chair; empty where there is none. Some of them may have no name to be told."""
    devices = board["talking"]
    if not devices:
        return ""
    key = "talking.one" if len(devices) == 1 else "talking.several"
    named = [name for name in devices if name][:NAMED_AT_MOST]
    if not named:
        return say(catalogue, f"{key}.unnamed", number=len(devices))
    names, more = ", ".join(named), len(devices) - len(named)
    told = say(catalogue, "need.more", chairs=names, number=more) if more else names
    return say(catalogue, key, number=len(devices), devices=told)


def staff(board: View) -> list[dict[str, str]]:
    """Everybody who watches a chair, and which."""
    chairs: dict[str, list[int]] = {}
    for chair in board["chairs"]:
        if chair["view"] and chair["view"]["watcher"]:
            chairs.setdefault(chair["view"]["watcher"], []).append(chair["number"])
    return [
        {"key": name, "name": first_name(name), "chairs": ", ".join(str(number) for number in sorted(numbers))}
        for name, numbers in sorted(chairs.items(), key=lambda one: min(one[1]))
    ]


def _with(board: View, priorities: tuple[str, ...], *, seen: bool) -> list[tuple[int, View]]:
    """Chairs with an alarm of these priorities, worst first, then the one that has waited longest."""
    found = []
    for chair in board["chairs"]:
        alarms = chair["view"]["alarms"] if chair["view"] else []
        fitting = [one for one in alarms if one["priority"] in priorities and bool(one["acknowledged_at"]) is seen]
        found += [(chair["number"], alarm) for alarm in fitting[:1]]
    return sorted(found, key=lambda one: (priorities.index(one[1]["priority"]), one[1]["since"]))


def _listed(numbers: list[int], catalogue: Words) -> str:
    """Numbers as a sentence has them: 3 and 7; or 3, 7, 1 and 2 more."""
    names = [str(number) for number in numbers]
    if len(names) > NAMED_AT_MOST:
        return say(catalogue, "need.more", chairs=", ".join(names[:NAMED_AT_MOST]), number=len(names) - NAMED_AT_MOST)
    return say(catalogue, "need.and", first=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else names[0]
