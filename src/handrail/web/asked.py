"""What a page asks for, read strictly: each refusal says what to mend."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, RawPostDataException
from django.utils.translation import gettext as _

from handrail.pathway.infuse.rate import RateRules
from handrail.units import MillilitresPerHour, UnitError

LONGEST_KEY = 100
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
LONGEST_WORDS = 2000  # characters of free text in one entry


class BadAsk(ValueError):
    """Something that cannot be read as it was sent; the text says what to send instead."""


class Asked:
    """The fields of a form or of a JSON body."""

    def __init__(
        self,
        request: HttpRequest,
        fields: Mapping[str, Any] | None = None,
        *,
        scope: str = "",
        needs_seen: bool = True,
    ) -> None:
        self._fields = _fields(request) if fields is None else fields
        self._scope = scope
        self._needs_seen = needs_seen

    @classmethod
    def of_query(cls, request: HttpRequest) -> "Asked":
        """The fields after the question mark of an address."""
        return cls(request, request.GET.dict())

    def text(self, name: str, *, longest: int = LONGEST_KEY) -> str:
        """A field that must be there."""
        value = self.maybe(name, longest=longest)
        if not value:
            raise BadAsk(_("“%(name)s” is missing. Fill it in and send again.") % {"name": name})
        return value

    def maybe(self, name: str, *, longest: int = LONGEST_KEY) -> str | None:
        """A field that may be left out or empty."""
        value = self._fields.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise BadAsk(_("“%(name)s” must be text or a whole number.") % {"name": name})
        text = str(value).strip()
        if not _writable(text):
            raise BadAsk(_("“%(name)s” holds signs that cannot be written down. Type it again.") % {"name": name})
        if len(text) > longest:
            raise BadAsk(_("“%(name)s” is too long: %(most)s characters at most.") % {"name": name, "most": longest})
        return text or None

    def words(self, name: str) -> str | None:
        """Free text."""
        return self.maybe(name, longest=LONGEST_WORDS)

    @property
    def key(self) -> str:
        """The press's own key, so that the same press by the same person counts once, and answers for no other deed."""
        key = self.text("key")
        if not key.isprintable():
            raise BadAsk(_("“key” must be printable text."))
        return f"{self._scope}:{key}"

    @property
    def seen(self) -> int | None:
        """The event number that the page showed; what is no number is refused, or left out where nothing may be refused."""
        try:
            return self.whole("seen", at_least=0)
        except BadAsk:
            if self._needs_seen:
                raise
            return None

    def whole(self, name: str, *, at_least: int = 1) -> int | None:
        """A whole number, or nothing."""
        text = self.maybe(name)
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 15 or int(text) < at_least:
            raise BadAsk(_("“%(name)s” must be a whole number, %(least)s or more.") % {"name": name, "least": at_least})
        return int(text)

    def rate(self, pump: RateRules, name: str = "ml_per_h") -> MillilitresPerHour:
        """A flow in mL/h, above 0, that the pump can be set to; a comma is asked about."""
        try:
            rate = MillilitresPerHour(self.text(name))
        except UnitError as problem:
            raise BadAsk(str(problem)) from problem
        if not rate.positive:
            raise BadAsk(_("A rate is above 0 mL/h. To give nothing, pause or stop."))
        if rate < pump.rate_step:
            raise BadAsk(
                _("%(rate)s is less than a pump can be set to. Enter at least %(least)s, or pause.")
                % {"rate": rate, "least": pump.rate_step}
            )
        if rate != rate.rounded_down(pump.rate_step):
            raise BadAsk(
                _("A pump is set in steps of %(step)s. Enter %(lower)s, or what the pump is set to.")
                % {"step": pump.rate_step, "lower": rate.rounded_down(pump.rate_step)}
            )
        if rate > pump.highest_flow:
            raise BadAsk(
                _("%(rate)s is more than a pump is set to. Enter at most %(most)s.")
                % {"rate": rate, "most": pump.highest_flow}
            )
        return rate

    def maybe_rate(self, pump: RateRules, name: str) -> MillilitresPerHour | None:
        """A flow in mL/h, or nothing."""
        return self.rate(pump, name) if self.maybe(name) is not None else None

    def moment(self, name: str) -> datetime | None:
        """A moment with its zone, RFC 3339, or nothing."""
        text = self.maybe(name)
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as problem:
            raise BadAsk(
                _("“%(name)s” is not a time. Write it like 2026-11-20T14:30:00Z.") % {"name": name}
            ) from problem
        if moment.tzinfo is None:
            raise BadAsk(_("“%(name)s” needs its zone. Write it like 2026-11-20T14:30:00Z.") % {"name": name})
        if not EARLIEST < moment < LATEST:
            raise BadAsk(_("“%(name)s” is too far away. Check the date.") % {"name": name})
        return moment.astimezone(UTC)


def _writable(text: str) -> bool:
    """Whether the text can be stored: no null, no half of a pair of surrogates."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _fields(request: HttpRequest) -> Mapping[str, Any]:
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        body = json.loads(request.body)
    except (ValueError, RawPostDataException, RecursionError) as problem:
        raise BadAsk(_('The body is not JSON. Send an object such as {"key": "…"}.')) from problem
    if not isinstance(body, dict):
        raise BadAsk(_('Send a JSON object such as {"key": "…"}.'))
    return body
