"""Looking for clinical numbers in code: a quantity that is written there, a clinical value that is compared or set there."""

import ast
import re
from collections.abc import Iterator

from handrail.units import BY_UNIT

QUANTITIES = {kind.__name__ for kind in BY_UNIT.values()}
NEUTRAL = {0, 1, -1}
"""Nothing, one, and less: they begin a sum or ask for a side, and decide about nobody."""

FINENESS = {10.0**-digits for digits in range(1, 7)}
"""0.1, 0.01, ...: how finely something is written."""

CLINICAL = re.compile(
    r"(^|_)(systolic|diastolic|sbp|dbp|sys|dia|pressure|mmhg|heart_rate|hr|bpm|pulse|spo2|saturation|breath\w*|etco2|temperature|sedation|felt|nausea"
    r"|dose|mg|mcg|ml_per_h|drug|weight|kg|bmi|age_years|glucose|potassium|qtc|phq\w*|item_9|score|severe\w*|fasting|stroke|relapse|remission|age|years|months)(_|$)",
    re.IGNORECASE,
)
VALUE = r"\b(?:systolic|diastolic|sys|dia|pressure|heartRate|hr|spo2|saturation|breathing|resp|etco2|dose|mg|weightKg|felt|nausea)\w*\b"
NUMBER = r"(\d+(?:\.\d+)?)"
IN_A_PAGE = (
    re.compile(rf"{VALUE}\s*[<>]=?\s*{NUMBER}"),
    re.compile(rf"(?<![\w.]){NUMBER}\s*[<>]=?\s*(?:\w+\.)*{VALUE}"),
)


def in_python(source: str) -> Iterator[tuple[int, str]]:
    """The lines of a module in which a clinical number stands, and what it is."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in QUANTITIES and _number(first):
                yield node.lineno, f"{name}({ast.unparse(first)})"
            case ast.Compare():
                sides = [node.left, *node.comparators]
                if any(map(_number, sides)) and any(map(_clinical, sides)):
                    yield node.lineno, ast.unparse(node)
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=value) if (
                value is not None and _number(value) and _clinical(target)
            ):
                yield node.lineno, ast.unparse(node)


def lengths_of_time(source: str) -> Iterator[tuple[int, str]]:
    """Where rules stand, also each length of time from minutes on that is written out."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="timedelta"), keywords=[*lengths]) if any(
                length.arg in {"minutes", "hours", "days", "weeks"} and _number(length.value) for length in lengths
            ):
                yield node.lineno, ast.unparse(node)


def any_number(source: str) -> Iterator[tuple[int, str]]:
    """Every number that is written out, under whatever name; places in a list and counts of its items aside."""
    tree = ast.parse(source)
    structural = {id(inner) for node in ast.walk(tree) for part in _structure(node) for inner in ast.walk(part)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in structural and _number(node):
            yield node.lineno, str(node.value)


def _structure(node: ast.AST) -> Iterator[ast.expr]:
    """What of it says where something stands or how many there are, never how much."""
    match node:
        case ast.Subscript(slice=place):
            yield place
        case ast.Compare(left=ast.Call(func=ast.Name(id="len")), comparators=sides):
            yield from sides
        case ast.BinOp(left=ast.Call(func=ast.Name(id="len")), right=side):
            yield side
        case ast.Call(func=ast.Name(id="combinations" | "lru_cache"), args=arguments, keywords=named):
            yield from arguments
            yield from (one.value for one in named)


def in_a_page(source: str) -> Iterator[tuple[int, str]]:
    """The same in what a browser runs: a clinical value that is compared with a number."""
    for line, text in enumerate(source.splitlines(), 1):
        for found in (one for pattern in IN_A_PAGE for one in pattern.finditer(text)):
            if float(found[1]) not in NEUTRAL:
                yield line, found[0]


def _number(node: ast.expr) -> bool:
    """Whether it is a number that is written out, bare or as text, and not a neutral one."""
    match node:
        case ast.UnaryOp(operand=operand):
            return _number(operand)
        case ast.Constant(value=bool()):
            return False
        case ast.Constant(value=int() | float() as value):
            return not _neutral(float(value))
        case ast.Constant(value=str() as text):
            return bool(re.fullmatch(r"-?\d+(\.\d+)?", text)) and not _neutral(float(text))
        case ast.Call(func=ast.Name(id="Decimal"), args=[first]):
            return _number(first)
    return False


def _neutral(value: float) -> bool:
    return value in NEUTRAL or value in FINENESS


def _clinical(node: ast.expr) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(CLINICAL.search(name))
        case ast.Attribute(value=value):
            return _clinical(value)
    return False
