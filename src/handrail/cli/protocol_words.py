"""A protocol, a draft and a comparison as lines of text, for `handrail protocol`."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from handrail.care import protocol as protocols
from handrail.care.protocol import Draft
from handrail.care.protocol_impact import Impact, Touched
from handrail.care.protocol_waiting import made_from
from handrail.clinic.models import Clinic
from handrail.pathway.protocol import ClinicProtocol, InForce
from handrail.protocol.called import ROLES, STEPS
from handrail.protocol.changes import Carried, Change, Tables, between
from handrail.protocol.entries import Words
from handrail.protocol.telling import Told
from handrail.protocol.wording import worded

DO, FOR, SURE = Words("Do", "Qué hacer"), Words("For", "Para"), Words("How sure", "Certeza")
SOURCE, REASON, CHANGED_BY = Words("Source", "Fuente"), Words("Reason", "Motivo"), Words("Changed by", "Lo cambia")
NOBODY = Words(
    "Of {number} patients who are here or expected: nobody.", "De {number} pacientes presentes o esperados: nadie."
)
TOUCHED = Words("Of {number} patients who are here or expected:", "De {number} pacientes presentes o esperados:")
CHAIR, COMING = Words("chair {number}", "sillón {number}"), Words("no chair yet", "aún sin sillón")
ORDERED = Words("ordered: keeps its version", "prescrito: conserva su versión")
OURS = Words("This clinic's changes:", "Cambios de esta clínica:")
KEPT = Words("Stay as this clinic has them:", "Quedan como los tiene esta clínica:")
SETTLED = Words("The newer one says the same by itself:", "La nueva dice ya lo mismo:")
OPEN = Words(
    "Both have changed, so somebody must choose (--take FILE:ENTRY takes the newer one's):",
    "Las dos han cambiado, alguien debe elegir (--take FILE:ENTRY toma la nueva):",
)
NEW = Words("New in the one that came with this software:", "Nuevo en la que vino con este programa:")
OLDER = Words(
    "Made from {release}; {installed} is installed. Bring it up: `handrail protocol diff` says what it brings, "
    "`handrail protocol sign --newer` signs it.",
    "Hecho a partir de {release}; está instalada la {installed}. Actualícelo: `handrail protocol diff` dice qué trae, "
    "`handrail protocol sign --newer` la firma.",
)
MINE, THEIRS = Words("here", "aquí"), Words("newer", "nueva")


def version(clinic: Clinic, one: InForce) -> str:
    """Which version, since when, and by whose signature."""
    since = one.since.astimezone(ZoneInfo(clinic.timezone)).strftime("%Y-%m-%d %H:%M")
    signed = f"signed by {one.signed.name}" if one.signed else "not signed by anybody yet"
    return f"{clinic.name}: protocol {one.release}, sha256 {one.sha256[:12]}, since {since}, {signed}."


def older(state: ClinicProtocol, language: str) -> str:
    """That a newer shipped protocol is installed than the one this rests on; empty where it is the newest."""
    found = made_from(state)
    return OLDER.in_language(language).format(release=found.release, installed=found.installed) if found else ""


def line(told: Told) -> str:
    """An entry in one line."""
    return "  ".join(filter(None, (told.id, told.name, "; ".join(told.numbers) or "; ".join(told.rule[:1]))))


def whole(told: Told, language: str) -> str:
    """An entry with everything that is known of it, and an empty line after it."""
    roles = ", ".join(ROLES[role].in_language(language) for role in told.roles)
    where = ", ".join(filter(None, (told.document, told.table, STEPS[told.step].in_language(language), *told.drugs)))
    named = (
        (FOR, roles),
        *((DO, one) for one in told.do),
        (SURE, told.grade),
        (SOURCE, told.source),
        (REASON, told.reason),
        (CHANGED_BY, told.may_change),
    )
    lines = (
        *told.numbers,
        *told.rule,
        *told.settable,
        *(f"{name.in_language(language)}: {text}" for name, text in named if text),
    )
    return "\n".join((f"{told.name} ({told.id}; {where})", *(f"  {one}" for one in lines), ""))


def changes(draft: Draft, language: str) -> Iterator[str]:
    """What a draft would change, a line each, with the place in the files."""
    for change, one in zip(draft.against, draft.said, strict=True):
        yield f"{change.file} {change.entry}: {one.line(language)}"


def review(draft: Draft) -> str:
    """Whether a second person must look at it."""
    if draft.review_needed:
        return "A second physician or medical director must review this: sign it with --reviewed-by."
    return "The medical director can sign this alone."


def impact(found: Impact, language: str) -> Iterator[str]:
    """Whom a draft touches."""
    yield ""
    yield (TOUCHED if found.touched else NOBODY).in_language(language).format(number=found.looked_at)
    for one in found.touched:
        yield f"  {_patient(one, language)}"
        yield from (f"    {said}" for said in one.lines(language))
    yield found.keeps.in_language(language)


def _patient(one: Touched, language: str) -> str:
    chair = one.visit.chair
    place = CHAIR.in_language(language).format(number=chair.number) if chair else COMING.in_language(language)
    ordered = f"; {ORDERED.in_language(language)}" if one.ordered else ""
    return f"{one.visit.patient.name} ({place}{ordered})"


def three_way(state: ClinicProtocol, carried: Carried | None, language: str) -> Iterator[str]:
    """What is in force against what was shipped, or against a newer one: what stays, what is settled, what is open, what is new."""
    assert state.in_force is not None
    base, ours = protocols.documents(state, state.in_force.base).tables(), protocols.changes_of(state.in_force)
    if carried is None:
        yield from _listed(OURS, ours, base, language)
        return
    theirs = between(base, protocols.shipped_tables())
    mine = {change.place for change in ours}
    yield from _listed(KEPT, carried.kept, base, language)
    yield from _listed(SETTLED, carried.settled, base, language)
    if carried.open:
        yield OPEN.in_language(language)
    for place in carried.open:
        yield f"  {':'.join(place)}"
        for whose, some in ((MINE, ours), (THEIRS, theirs)):
            of_it = [change for change in some if change.place == place]
            yield from (f"    {whose.in_language(language)}: {one}" for one in _lines(of_it, base, language))
    yield from _listed(NEW, [change for change in theirs if change.place not in mine], base, language)


def _listed(title: Words, some: Iterable[Change], base: Tables, language: str) -> Iterator[str]:
    lines = list(_lines(some, base, language))
    if lines:
        yield title.in_language(language)
        yield from (f"  {line}" for line in lines)


def _lines(some: Iterable[Change], base: Tables, language: str) -> Iterator[str]:
    listed = list(some)
    for change, one in zip(listed, worded(listed, base, protocols.shipped_tables()), strict=True):
        yield f"{change.file} {change.entry}: {one.line(language)}"
