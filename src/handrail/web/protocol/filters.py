"""What somebody looks for in the protocol: by step, role, drug, how sure, and words. It all stands in the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from handrail.protocol.entries import Entry
from handrail.protocol.rulebook.schema import ROLES
from handrail.protocol.telling import found
from handrail.web.asked import Asked, BadAsk
from handrail.web.protocol import names
from handrail.web.protocol.versions import Looked

ROLE_CODES = {role.replace(" ", "-"): role for role in ROLES}
WHOLE = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for. A field that is empty leaves nothing out; `step` "all" is everything on one page."""

    step: str = ""
    role: str = ""
    drug: str = ""
    grade: str = ""
    words: str = ""

    @property
    def anything(self) -> bool:
        """Whether entries are asked for, rather than the way in."""
        return any((self.step, self.role, self.drug, self.grade, self.words))

    @property
    def narrowed(self) -> bool:
        """Whether more than words is asked for, other than one step alone, which has a way of its own."""
        return any((self.role, self.drug, self.grade)) or bool(self.step and self.words)

    def query(self, **others: str) -> str:
        """As an address has it, with these fields otherwise."""
        fields = {
            "step": self.step,
            "role": self.role,
            "drug": self.drug,
            "grade": self.grade,
            "q": self.words,
            **others,
        }
        return urlencode({name: value for name, value in fields.items() if value})


def wanted(asked: Asked) -> tuple[Wanted, str]:
    """What an address asks for, and what of it could not be understood, in words; that is left out."""
    read: dict[str, str] = {}
    problems: list[str] = []
    known: Mapping[str, Iterable[str]] = {"step": (*names.STEP_CODES, WHOLE), "role": ROLE_CODES, "grade": names.CODES}
    for field, choices in known.items():
        text = _text(asked, field, problems)
        if text and text not in choices:
            problems.append(_("“%(text)s” cannot be chosen here; it was left out.") % {"text": text[:40]})
            text = ""
        read[field] = text
    drug, words = _text(asked, "drug", problems), _text(asked, "q", problems)
    return Wanted(**read, drug=drug, words=words), " ".join(problems)


def _text(asked: Asked, field: str, problems: list[str]) -> str:
    try:
        return asked.maybe(field) or ""
    except BadAsk:
        problems.append(_("Something in the address cannot be read; it was left out."))
        return ""


def matching(looked: Looked, want: Wanted) -> list[Entry]:
    """The entries that are looked for, in the order of the documents."""
    return found(
        looked.protocol,
        looked.tables,
        step=names.STEP_CODES.get(want.step),
        role=ROLE_CODES.get(want.role),
        grade=names.CODES.get(want.grade),
        drug=want.drug,
        search=want.words,
    )
