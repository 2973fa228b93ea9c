"""What a patient's start page says of the questions that wait for them."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.care import course, questionnaire, scales
from handrail.clinic.models import Patient
from handrail.pathway.questionnaire import questions_of
from handrail.web.questionnaire import words
from handrail.web.questionnaire.page import progress_words


@dataclass(frozen=True, slots=True)
class Waiting:
    """Questions that wait: what they are called, how far they have come, where they are."""

    title: str
    progress: str
    begun: bool
    address: str


def waiting(patient: Patient, now: datetime) -> list[Waiting]:
    """What staff have asked this patient, the oldest first; neither what staff fill in is among it, nor what is held back today."""
    library, counts = scales.library(), questionnaire.kept_counts(patient)
    found = []
    for asking in course.of(patient).asked:
        scale, form = library.scales.get(asking.scale), library.forms.get(asking.scale)
        if scale is None or form is None or scale.filled_by != "patient":
            continue
        if questionnaire.held_back(asking, scale, patient.clinic, now):
            continue
        done = counts.get(asking.id, 0)
        title = words.of(form.title, words.shown_language(form)) or words.said(scale.name)
        address = reverse("questionnaire:own_page", args=[asking.id])
        found.append(Waiting(title, progress_words(done, len(questions_of(form))), bool(done), address))
    return found


def headline(number: int) -> str:
    """What stands over them."""
    if number == 1:
        return _("Questions for you")
    return _("%(number)s sets of questions for you") % {"number": number}
