"""The sentences of the rules in the reader's language.

The core knows no languages: it refuses in English, with the figures in the sentence, and so it is recorded. Here each
of its sentences is known by its form, so that a screen can say the same in another language. One that is not known is
shown as it is: the reason is never lost.
"""

import re
from collections.abc import Iterable
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = (
    gettext_noop("No published model was made for a person of this age or weight."),
    gettext_noop("A weight of %(weight)s is outside %(lightest)s to %(heaviest)s. Weigh again; is it in kg?"),
    gettext_noop("%(dose)s is outside %(lowest)s to %(highest)s. Order a dose within it."),
    gettext_noop("%(dose)s is above the most that may be ordered, %(most)s. Order a lower dose by weight."),
    gettext_noop("%(length)s is outside %(shortest)s to %(longest)s. Order a time within it."),
    gettext_noop("The %(name)s is %(amount)s. Enter an amount above 0."),
    gettext_noop("%(dose)s of %(strength)s is less than can be drawn. Use a weaker vial."),
    gettext_noop("%(drawn)s does not fit into %(diluent)s. Use a larger bag or a stronger vial."),
    gettext_noop("The flow is less than the pump can be set to. Use a larger bag or a shorter time."),
    gettext_noop("The flow would be %(flow)s, above the limit of %(limit)s. Use a smaller bag."),
    gettext_noop("%(drawn)s of %(strength)s is %(amount)s, but %(dose)s is ordered. Draw again."),
    gettext_noop("%(volume)s of %(strength)s is %(amount)s, but %(drawn)s was drawn. Work it out again."),
    gettext_noop("%(flow)s of %(strength)s is not %(rate)s. Work it out again."),
    gettext_noop("The infusion has begun. Its order stays; the drip can be slowed, paused or stopped on its own page."),
    gettext_noop("Chair %(number)s is taken. Choose another, or let its patient leave first."),
    gettext_noop("There is no order yet. A prescriber orders the infusion first."),
    gettext_noop("The visit is over. Book another one."),
    gettext_noop("That alarm is not there any more. Nothing was written."),
    gettext_noop("There is no mark %(number)s. Nothing was written."),
    gettext_noop("Event %(number)s is no cuff reading. Nothing was written."),
    gettext_noop("Event %(number)s is nothing that somebody did to the drip. Nothing was written."),
    gettext_noop("The drip runs. Pause it before another bag is made."),
    gettext_noop("The infusion has ended. A new one needs a new visit."),
    gettext_noop("There is no bag to check yet."),
    gettext_noop("You made this bag. A second person checks it, on their own."),
    gettext_noop("%(device)s is bound to a visit without a chair. Unbind it there first."),
    gettext_noop("%(device)s is bound to chair %(number)s. Unbind it there first."),
    gettext_noop("%(other)s is bound here. Unbind it before you bind %(device)s."),
    gettext_noop("%(device)s could not be bound. Check its intervals and try again."),
    gettext_noop("This device is not one of this clinic."),
    gettext_noop("Forecasts are switched off in this clinic."),
)


def in_words(sentence: str, forms: Iterable[str] = SENTENCES) -> str:
    """A sentence of the rules, in the language of the request; `forms` are the sentences that are known."""
    for form in forms:
        found = _pattern(form).fullmatch(sentence)
        if found:
            return _(form) % found.groupdict() if found.groupdict() else _(form)
    return sentence


def known(sentence: str) -> bool:
    """Whether the sentence has words in other languages."""
    return any(_pattern(form).fullmatch(sentence) for form in SENTENCES)


@cache
def _pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", form)
    texts, names = parts[::2], parts[1::2]
    pattern = re.escape(texts[0])
    for name, text in zip(names, texts[1:], strict=True):
        pattern += f"(?P<{name}>.+?){re.escape(text)}"
    return re.compile(pattern)


def channel_words() -> dict[str, str]:
    """Every signal and device that an alarm can be about, by its code."""
    return {
        "channel.hr": _("Heart rate"),
        "channel.pulse": _("Pulse"),
        "channel.spo2": _("SpO₂"),
        "channel.resp": _("Breathing"),
        "channel.etco2": _("CO₂"),
        "channel.abp_sys": _("Arterial pressure, systolic"),
        "channel.abp_dia": _("Arterial pressure, diastolic"),
        "channel.abp_mean": _("Arterial pressure, mean"),
        "channel.nibp": _("Pressure"),
        "channel.nibp_sys": _("Pressure"),
        "channel.nibp_dia": _("Pressure, diastolic"),
        "channel.nibp_mean": _("Pressure, mean"),
        "channel.nibp_pulse": _("Pulse of the cuff"),
        "channel.monitor": _("Monitor"),
        "channel.pump": _("Pump"),
        "channel.pump_rate": _("Pump"),
        "channel.pump_volume": _("Pump, volume given"),
        "channel.pump_remaining": _("Pump, volume left"),
    }
