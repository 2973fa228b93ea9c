"""Line drawings as SVG in the house's look: labelled directly, told apart without red and green, readable by day and night.

A drawing carries its own ground and follows the reader's light or dark setting. It is `WIDE` units wide, so that its
letters can still be read on a phone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDE = 480.0
LETTER = 14.0
APART = 16.5  # between two labels, one above the other

GREY = "grey"
# By day and by night. Hues that people with any colour vision tell apart, after Okabe and Ito, each as dark or as light
# as letters on the ground need.
HUES = {
    "kamp_2020": ("#0b64a0", "#64b5ee"),
    "domino_1982": ("#b8470a", "#f29a5c"),
    "clements_1981": ("#00735a", "#3fcfa6"),
    "simons_2022": ("#8a3f86", "#e59ac0"),
    "perez_ruixo_2021": ("#6f5800", "#e3c65b"),
    GREY: ("#6c6c67", "#9292a8"),
    "text": ("#2b2f33", "#dcd9e4"),
}
GROUND, EDGE, QUIET = ("#fffdf9", "#1c1e2b"), ("#e2dacd", "#343850"), ("#5a5f64", "#a09fb2")
FONT = "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', ui-sans-serif, sans-serif"

Points = Iterable[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside the end of a curve, in its hue; `at` is the value there."""

    words: str
    hue: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """From 0, or from `first`, to `last`, with a tick every so many; the unit stands at the first, or upwards at each."""

    last: float
    every: float
    first: float = 0.0
    unit: str = ""

    def ticks(self) -> list[float]:
        """The values that are named."""
        count = round((self.last - self.first) / self.every)
        return [self.first + self.every * place for place in range(count + 1)]


class Panel:
    """One plotting area: curves, ribbons, dots and labels over two axes."""

    def __init__(self, *, left: float, top: float, width: float, height: float, across: Axis, up: Axis) -> None:
        self.left, self.top, self.width, self.height = left, top, width, height
        self.across, self.up = across, up
        self.parts: list[str] = []
        self.parts += [self._tick_across(value) for value in across.ticks()]
        self.parts += [self._tick_up(value) for value in up.ticks()]

    def heading(self, words: str) -> None:
        """What the panel shows, above it."""
        self.parts.append(text(self.left, self.top - 12, words, kind="strong"))

    def line(self, points: Points, hue: str, *, thin: bool = False, dotted: bool = False) -> None:
        """A curve."""
        kinds = f"line h-{hue}{' thin' if thin else ''}{' dotted' if dotted else ''}"
        self.parts.append(f'<polyline class="{kinds}" points="{self._path(points)}"/>')

    def ribbon(self, low: Sequence[tuple[float, float]], high: Sequence[tuple[float, float]], hue: str) -> None:
        """The area between two curves."""
        self.parts.append(f'<polygon class="ribbon h-{hue}" points="{self._path([*low, *reversed(high)])}"/>')

    def dots(self, points: Points, hue: str, *, hollow: bool = True) -> None:
        """Single values."""
        kinds = f"{'ring' if hollow else 'dot'} h-{hue}"
        self.parts += [f'<circle class="{kinds}" cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="4"/>' for x, y in points]

    def labels(self, labels: Sequence[Label], *, from_x: float | None = None, reach: float = 17.0) -> None:
        """Words beside the curves, each with a thin line to its own value, none upon another.

        Args:
            labels: in any order.
            from_x: where on the axis the values lie; at the right end by default.
            reach: from there to the words, in the drawing's units.
        """
        ordered = sorted(labels, key=lambda label: label.at, reverse=True)
        places = spread([self.y(label.at) for label in ordered], self.top + 4, self.top + self.height + 2)
        start = self.left + self.width if from_x is None else self.x(from_x)
        for label, place in zip(ordered, places, strict=True):
            bend = start + reach - 5
            lead = f"{start + 3:.1f},{self.y(label.at):.1f} {bend:.1f},{place:.1f} {start + reach:.1f},{place:.1f}"
            self.parts.append(f'<polyline class="lead h-{label.hue}" points="{lead}"/>')
            self.parts.append(text(start + reach + 3, place + 4.5, label.words, kind=f"named h-{label.hue}"))

    def x(self, value: float) -> float:
        """Where a value lies from left to right."""
        return self.left + self.width * (value - self.across.first) / (self.across.last - self.across.first)

    def y(self, value: float) -> float:
        """Where a value lies from top to bottom."""
        return self.top + self.height * (1 - (value - self.up.first) / (self.up.last - self.up.first))

    def _path(self, points: Points) -> str:
        return " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)

    def _tick_across(self, value: float) -> str:
        words = f"{value:g}{self.across.unit}" if value == self.across.first else f"{value:g}"
        return text(self.x(value), self.top + self.height + 18, words, kind="tick", anchor="middle")

    def _tick_up(self, value: float) -> str:
        y = self.y(value)
        grid = f'<line class="grid" x1="{self.left:.1f}" y1="{y:.1f}" x2="{self.left + self.width:.1f}" y2="{y:.1f}"/>'
        return grid + text(self.left - 7, y + 4.5, f"{value:g}{self.up.unit}", kind="tick", anchor="end")


def text(x: float, y: float, words: str, *, kind: str = "", anchor: str = "start") -> str:
    """Words at a place."""
    placed = f'x="{x:.1f}" y="{y:.1f}"' + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    return f'<text class="{kind}" {placed}>{escape(words)}</text>'


def spread(wanted: Sequence[float], first: float, last: float, apart: float = APART) -> list[float]:
    """Places as near to the wanted, ascending ones as may be, at least so far apart, between first and last.

    What would touch becomes a block about its middle; blocks that touch become one.
    """
    blocks: list[tuple[float, int]] = []  # the sum of where its members would have the block begin, and how many
    for place in wanted:
        total, count = place, 1
        while blocks and _begins(*blocks[-1]) + apart * blocks[-1][1] > _begins(total, count):
            before, members = blocks.pop()
            total, count = before + total - count * members * apart, members + count
        blocks.append((total, count))
    places = [_begins(total, count) + apart * place for total, count in blocks for place in range(count)]
    over = max(0.0, places[-1] - last) if places else 0.0
    return [max(place - over, first + apart * number) for number, place in enumerate(places)]


def _begins(total: float, count: int) -> float:
    return total / count


def drawing(title: str, height: float, panels: Iterable[Panel], others: Iterable[str] = ()) -> str:
    """The whole as SVG."""
    parts = [part for panel in panels for part in panel.parts]
    size = f'viewBox="0 0 {WIDE:g} {height:g}" width="{WIDE:g}" height="{height:g}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{STYLE}</style>",
            f'<rect class="ground" width="{WIDE:g}" height="{height:g}" rx="10"/>',
            *parts,
            *others,
            "</svg>",
            "",
        ]
    )


def _colours(night: int) -> str:
    named = {"ground": GROUND, "edge": EDGE, "quiet": QUIET, "ink": HUES["text"]}
    root = " ".join(f"--{name}: {pair[night]};" for name, pair in named.items())
    hues = " ".join(f".h-{name} {{ --hue: {pair[night]}; }}" for name, pair in HUES.items())
    return f":root {{ {root} }} {hues}"


STYLE = f"""\
{_colours(0)}
@media (prefers-color-scheme: dark) {{ {_colours(1)} }}
.ground {{ fill: var(--ground); }}
text {{ font: {LETTER:g}px {FONT}; font-variant-numeric: tabular-nums; fill: var(--ink); }}
.strong {{ font-weight: 620; }}
.tick, .quiet {{ fill: var(--quiet); font-size: 13px; }}
.named {{ fill: var(--hue); paint-order: stroke; stroke: var(--ground); stroke-width: 3px; }}
.grid {{ stroke: var(--edge); }}
.line {{ fill: none; stroke: var(--hue); stroke-width: 2.4; stroke-linejoin: round; }}
.line.thin {{ stroke-width: 1.2; }}
.line.dotted {{ stroke-dasharray: 2 4; stroke-width: 1.6; }}
.lead {{ fill: none; stroke: var(--hue); stroke-width: 1; }}
.ribbon {{ fill: var(--hue); fill-opacity: 0.22; }}
.ring {{ fill: var(--ground); stroke: var(--hue); stroke-width: 1.8; }}
.bar {{ fill: var(--hue); }}
.dot {{ fill: var(--hue); stroke: var(--ground); stroke-width: 1.5; }}
"""
