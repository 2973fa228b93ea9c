"""The page about the forecast's bands and chances, from what `coverage` worked out."""

import math
from collections.abc import Iterator

from docs.pharmacology.coverage import (
    AFTER,
    AHEAD_MIN,
    ASKED_AT_MIN,
    BEFORE,
    CUFFS_MIN,
    EVERYBODY,
    KNOWN,
    LIMITS,
    NOMINAL,
    NOTHING,
    QUANTITIES,
    RATING_MIN,
    RATINGS_UNTIL_THEN_MIN,
    RECOVERING_MIN,
    WITHIN_MIN,
    Found,
)
from docs.pharmacology.given import USUAL_MG_PER_KG, USUAL_MIN, filled, rows, short
from docs.pharmacology.look import GREY, Axis, Label, Panel, drawing, text
from docs.pharmacology.readiness import AT_MIN, STEPS, Timed

LOOKED_MIN = float(AT_MIN[-1])
HUES = {NOTHING: GREY, BEFORE: "domino_1982", AFTER: "kamp_2020"}
WORDS = {NOTHING: "no reading", BEFORE: "first cuff", AFTER: "all readings"}
MOMENTS = {BEFORE: "at the start", AFTER: f"at {RATING_MIN:g} min"}
TITLES = {"felt": "Felt, 0 to 10", "systolic": "Systolic, mmHg"}
TRUTHS = {
    EVERYBODY: "all",
    "enantiomers": "two enantiomers, slow and fast metabolisers",
    "meta_analysis": "the mean of 18 studies",
    "recirculating": "blood going round",
}
SURE = 1.645  # standard normal: nine of ten lie within it
HALF, NINE = "50", "90"
SLIGHT = 0.005  # a change that nobody would see
ENOUGH = 10  # forecasts before anything is said of them
SIDE = 180.0  # of a square panel, in the drawing's units


def page(found: Found) -> str:
    """The page."""
    return filled(
        "bands",
        people=f"{found.people}",
        seed=f"{found.seed}",
        data=found.data,
        code=found.code,
        dose=f"{USUAL_MG_PER_KG:g} mg/kg over {USUAL_MIN} minutes",
        cuffs=" and ".join(", ".join(f"{minute:g}" for minute in CUFFS_MIN).rsplit(", ", 1)),
        rating=f"{RATING_MIN:g}",
        asked=f"{ASKED_AT_MIN:g}",
        limits="/".join(f"{limit:g}" for limit in LIMITS.values()),
        systolic=f"{LIMITS['systolic']:g}",
        diastolic=f"{LIMITS['diastolic']:g}",
        within=f"{WITHIN_MIN:g}",
        ahead=f"{AHEAD_MIN:g}",
        summary=rows(*(_summary(found, quantity, known) for quantity in QUANTITIES for known in KNOWN)),
        models=rows(*_by_model(found)),
        short="\n".join(_short(found)) or "- none",
        misjudged="\n".join(_misjudged(found)) or "- none",
        chances=rows(*_stated(found)),
        error=f"{100 * SURE * math.sqrt(0.09 / found.people):.1f}",
        events=f"{sum(row.happened for row in found.chances)}",
        **_why(found),
        **_ready(found),
        forecasts=f"{sum(row.forecasts for row in found.chances)}",
    )


def _summary(found: Found, quantity: str, known: str) -> list[str]:
    row, before = found.of(quantity, known), found.of(quantity, BEFORE)
    narrower = "" if known == BEFORE else _change(row.width[NINE] / before.width[NINE] - 1)
    return [
        _short_title(quantity),
        _who_knows(known),
        f"{row.held[HALF]:.0%}",
        f"{row.held[NINE]:.0%}",
        f"{row.width[HALF]:.1f}",
        f"{row.width[NINE]:.1f}",
        narrower,
    ]


def _change(part: float) -> str:
    return "none" if abs(part) < SLIGHT else f"{part:+.0%}".replace("-", "−")


def _short_title(quantity: str) -> str:
    return TITLES[quantity].split(",")[0]


def _who_knows(known: str) -> str:
    return f"{WORDS[known]} (twins that nobody reweights)" if known == NOTHING else WORDS[known]


def _by_model(found: Found) -> Iterator[list[str]]:
    for quantity in QUANTITIES:
        for which in found.models():
            before, after = found.of(quantity, BEFORE, which), found.of(quantity, AFTER, which)
            yield [
                _short_title(quantity),
                TRUTHS.get(which, which),
                str(after.people),
                *(f"{before.held[band]:.0%} → {after.held[band]:.0%}" for band in (HALF, NINE)),
                f"{before.width[NINE]:.1f} → {after.width[NINE]:.1f}",
            ]


def _short(found: Found) -> Iterator[str]:
    """Which 90% bands held less than chance could explain, in words."""
    for quantity in QUANTITIES:
        for known in (BEFORE, AFTER):
            for which in (EVERYBODY, *found.models()):
                row = found.of(quantity, known, which)
                share = row.held[NINE]
                if likely(round(share * row.people), row.people)[1] < int(NINE) / 100:
                    whose = "all people" if which == EVERYBODY else TRUTHS.get(which, which)
                    yield f"- {_short_title(quantity)}, {WORDS[known]}, {whose}: {share:.0%} instead of {NINE}%"


def _misjudged(found: Found) -> Iterator[str]:
    """Which stated chances lie outside what chance could explain, in words."""
    for row in found.chances:
        low, high = likely(row.happened, row.forecasts)
        if row.forecasts >= ENOUGH and not low <= row.stated <= high:
            how = "too small" if row.stated < low else "too large"
            came = f"stated {row.stated:.1%}, happened {row.happened / row.forecasts:.1%} of {row.forecasts} times"
            yield f"- {MOMENTS[row.known]}, {row.from_chance:.0%} to {row.to_chance:.0%}: {how} ({came})"


def _stated(found: Found) -> Iterator[list[str]]:
    for row in found.chances:
        low, high = likely(row.happened, row.forecasts)
        yield [
            MOMENTS[row.known],
            f"{row.from_chance:.0%} to {row.to_chance:.0%}",
            str(row.forecasts),
            f"{row.stated:.1%}",
            f"{row.happened} ({row.happened / row.forecasts:.1%})",
            f"{low:.1%} to {high:.1%}",
        ]


def _why(found: Found) -> dict[str, str]:
    """The counts behind what is said of misses."""
    severe, missed = found.severe, found.missed
    return {
        "session": str(severe.session),
        "start": str(severe.start),
        "expected": f"{sum(row.stated * row.forecasts for row in found.chances if row.known == BEFORE):.0f}",
        "start_as_twins": str(severe.start_as_twins),
        "enantiomers": str(missed.people),
        "above": str(missed.above),
        "at_end": str(missed.at_end),
        "slow": str(missed.slow),
        "slow_above": str(missed.slow_above),
    }


def _ready(found: Found) -> dict[str, str]:
    """When somebody can talk, stand and leave."""
    return {
        "recovering": f"{RECOVERING_MIN:g}",
        "recovering_after": f"{RECOVERING_MIN - USUAL_MIN:g}",
        "ratings": " and ".join(", ".join(f"{at:g}" for at in RATINGS_UNTIL_THEN_MIN).rsplit(", ", 1)),
        "looked": f"{LOOKED_MIN:g}",
        "times": rows(*(_time(row) for row in found.times if row.truths == EVERYBODY)),
        "open_talking": f"{found.time('talking', RATING_MIN).open:.0%}",
        "standing_held": f"{found.time('standing', RATING_MIN).held:.0%}",
        "standing_off": _minutes(found.time("standing", RATING_MIN).error_min, "+.0f"),
        "standing_held_later": f"{found.time('standing', RECOVERING_MIN).held:.0%}",
        **{f"{step}_late": f"{found.time(step, RECOVERING_MIN).later:.0%}" for step in STEPS},
        "beyond_standing": f"{found.time('standing', RATING_MIN).beyond:.0%}",
        "beyond_talking": f"{found.time('talking', RATING_MIN).beyond:.0%}",
        "strong": "\n".join(f"- {short(name)}: {share:.0%}" for name, share in found.still_strong.items()),
    }


def _time(row: Timed) -> list[str]:
    return [
        row.step,
        f"{row.asked_min:g} min",
        str(row.people),
        *(f"{share:.0%}" for share in (row.held, row.sooner, row.later, row.open, row.beyond)),
        _minutes(row.error_min, "+.0f"),
        _minutes(row.off_min, ".0f"),
    ]


def _minutes(value: float | None, form: str) -> str:
    """In whole minutes; a sign where something is left of it."""
    if value is None:
        return "none came"
    return f"{round(value):{form.removeprefix('+') if round(value) == 0 else form}} min".replace("-", "−")


def likely(happened: int, of: int) -> tuple[float, float]:
    """Where the true share lies nine times in ten (Wilson's interval)."""
    share, square = happened / of, SURE**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = SURE * math.sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def held(found: Found) -> str:
    """Above: what the bands promise and what they held. Below: how wide the nine-in-ten band is."""
    panels = [_promised(found, quantity, 50 + 232 * place) for place, quantity in enumerate(QUANTITIES)]
    bars = [part for place, quantity in enumerate(QUANTITIES) for part in _widths(found, quantity, 50 + 232 * place)]
    return drawing("How often the bands hold, and how wide they are", 430, panels, bars)


def _promised(found: Found, quantity: str, left: float) -> Panel:
    percent = Axis(last=100, every=50, unit="%")
    panel = Panel(left=left, top=46, width=SIDE, height=SIDE, across=percent, up=percent)
    panel.heading(f"{_short_title(quantity)}: held")
    panel.line([(0, 0), (100, 100)], GREY, dotted=True)
    for known in KNOWN:
        row = found.of(quantity, known)
        points = [(float(band), 100 * row.held[str(band)]) for band in NOMINAL]
        panel.line([(0, 0), *points], HUES[known], thin=known != AFTER)
        panel.dots(points, HUES[known], hollow=known != AFTER)
    panel.parts.append(text(left + SIDE, 46 + SIDE + 34, "promised", kind="tick", anchor="end"))
    return panel


def _widths(found: Found, quantity: str, left: float) -> Iterator[str]:
    yield text(left, 308, f"Width of 90%, {TITLES[quantity].split(', ')[1]}", kind="strong")
    widest = max(found.of(quantity, known).width[NINE] for known in KNOWN)
    for place, known in enumerate(KNOWN):
        width = found.of(quantity, known).width[NINE]
        top = 332 + 32 * place
        yield text(left, top, f"{WORDS[known]} {width:.1f}", kind=f"named h-{HUES[known]}")
        yield (
            f'<rect class="bar h-{HUES[known]}" x="{left:.1f}" y="{top + 5}" '
            f'width="{SIDE * width / widest:.1f}" height="7" rx="2"/>'
        )


def chances(found: Found) -> str:
    """What was stated, across, and how often it happened, upwards, each with where the true share may lie."""
    percent = Axis(last=100, every=20, unit="%")
    panel = Panel(left=52, top=46, width=300, height=300, across=percent, up=percent)
    panel.heading("Happened")
    panel.line([(0, 0), (100, 100)], GREY, dotted=True)
    ends = {}
    for known in (BEFORE, AFTER):
        ours = [row for row in found.chances if row.known == known]
        for row in ours:
            low, high = likely(row.happened, row.forecasts)
            panel.line([(100 * row.stated, 100 * low), (100 * row.stated, 100 * high)], HUES[known], thin=True)
        points = [(100 * row.stated, 100 * row.happened / row.forecasts) for row in ours]
        panel.dots(points, HUES[known], hollow=known != AFTER)
        ends[known] = points[-1]
    panel.labels(
        [
            Label(MOMENTS[BEFORE], HUES[BEFORE], ends[BEFORE][1]),
            Label(MOMENTS[AFTER], HUES[AFTER], ends[AFTER][1]),
            Label("as stated", GREY, 100),
        ]
    )
    panel.parts.append(text(352, 46 + 300 + 34, "stated", kind="tick", anchor="end"))
    return drawing("How often stated chances of a severe pressure came true", 400, [panel])
