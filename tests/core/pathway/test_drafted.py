"""What a drafted protocol would change for a chair that is watched now."""

from handrail.pathway.infuse.alarms import Window
from handrail.pathway.infuse.drafted import alarms_differing, alarms_under
from handrail.protocol import Protocol
from handrail.protocol.changes import Change, applied
from handrail.protocol.loader import contents, read_tables, tables
from tests.core.pathway.watching import MINUTE, SHIPPED, Chair, Watched, after

NOW = 6 * MINUTE


def drafted(*changes: tuple[str, str, str]) -> Protocol:
    """The shipped alarms with other limits: entry, keys with dots between, value."""
    return read_tables(
        applied(
            tables(contents()),
            [Change("alarms.toml", entry, tuple(keys.split(".")), value) for entry, keys, value in changes],
        )
    )


RAISED = drafted(
    *(("pressure_high", f"level.{level}.systolic.above", "165") for level in (0, 1)),
    *(("pressure_high", f"level.{level}.clear_systolic.at_most", "160") for level in (0, 1)),
    *(("pressure_high", f"level.{level}.shown", '"165/100"') for level in (0, 1)),
)


def watched(reading: str) -> tuple[Watched, Window]:
    """A chair with one cuff reading, looked at a minute later."""
    chair = Chair().monitor("nibp_sys", "nibp_dia", "nibp_mean", cuff_interval_s=10 * MINUTE)
    seen = Watched(chair.cuff(5 * MINUTE, reading))
    seen.look(NOW)
    return seen, Window({})


def lines(reading: str, protocol: Protocol, language: str) -> list[str]:
    """What would be otherwise."""
    seen, window = watched(reading)
    found = alarms_differing(seen.session, window, SHIPPED, protocol, after(NOW))
    return [one.line(language) for one in found]


class TestADraftedLimit:
    def test_ends_an_alarm_that_it_would_not_raise(self) -> None:
        """In both languages, with the value that is meant."""
        assert lines("162/96", RAISED, "en") == ["Pressure high 162/96: low, limit 160/100 → no alarm"]
        assert lines("162/96", RAISED, "es") == ["Presión alta 162/96: baja, límite 160/100 → sin alarma"]

    def test_begins_an_alarm_that_was_not_there(self) -> None:
        """The other way round."""
        seen, window = watched("162/96")
        found = alarms_differing(seen.session, window, RAISED, SHIPPED, after(NOW))
        assert [(one.before is None, one.after is None) for one in found] == [(True, False)]

    def test_touches_nobody_whose_alarms_stay_as_they_are(self) -> None:
        """Calm under both."""
        assert lines("130/80", RAISED, "en") == []

    def test_is_told_where_only_its_urgency_would_differ(self) -> None:
        """The same reading, asking for somebody at once."""
        urgent = drafted(
            ("pressure_high", "level.2.systolic.at_least", "170"),
            ("pressure_high", "level.2.clear_systolic.at_most", "165"),
        )
        assert lines("172/96", urgent, "en") == ["Pressure high 172/96: low, limit 160/100 → medium, limit 180/110"]

    def test_is_judged_as_if_the_session_had_been_watched_under_it_from_the_beginning(self) -> None:
        """What the record holds open counts for nothing, so that both are compared alike; and the record stays as it is."""
        seen, window = watched("162/96")
        assert seen.open() == {"pressure_high": "low"}
        assert alarms_under(seen.session, window, RAISED, after(NOW)) == {}
        assert set(alarms_under(seen.session, window, SHIPPED, after(NOW))) == {"pressure_high"}
        assert seen.open() == {"pressure_high": "low"}
