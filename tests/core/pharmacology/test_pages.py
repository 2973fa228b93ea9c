"""What the documentation and the benchmark say of the pharmacology, held against the pharmacology."""

from pathlib import Path

import pytest

from benchmarks import independent, peers, points
from benchmarks.simulate import measure
from docs.pharmacology import validate
from handrail.pharmacology import names

PAGES = Path(validate.__file__).parent


class TestTheValidationPage:
    """The tables and drawings in the documentation."""

    @pytest.mark.parametrize("name", ["validation.md", "side-by-side.svg", "measured.svg"])
    def test_is_what_the_models_say_today(self, name: str) -> None:
        """A changed model changes the page: `python docs/pharmacology/validate.py` writes it."""
        assert validate.pages()[name] == (PAGES / name).read_text("utf-8")


class TestTheBenchmark:
    """The figures that `handrail bench` prints."""

    def test_holds_the_promise_of_nine_digits(self) -> None:
        """The largest relative error of a small sample; the figures of time are only looked at."""
        error, *times = measure(cases=5, people=20)
        assert 0 < error.value <= 1e-9
        assert all(row.value > 0 and row.unit in {"ms", "s"} for row in times)

    def test_holds_it_for_crowds_too(self) -> None:
        """The points that are counted are right ones."""
        rows = {row.name: row for row in points.measure(people=20, crowds=(30, 60), runs=1, peers=False)}
        assert 0 < rows["points: largest relative error"].value <= 1e-9
        assert all(row.value > 0 for row in rows.values())
        assert "peak memory" in rows["points: 60 people, six infusions"].note

    def test_says_which_peer_is_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """One line for it, and the others are measured."""
        task = {"people": [], "sample": 0}
        monkeypatch.setattr(peers, "PEERS", {"no_such_peer": peers.scipy, "json": lambda task: {"name": "json"}})
        assert list(peers.told(task)) == [{"name": "no_such_peer", "missing": "not installed"}, {"name": "json"}]

    def test_says_when_no_peer_can_be_had(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A clinic's machine reaches no package index."""
        monkeypatch.setattr(points, "_installed", lambda folder: None)
        (row,) = points._theirs({}, 0)
        assert row.note.startswith("not installed")

    def test_knows_every_model(self) -> None:
        """A model without an independent solution would go unmeasured."""
        assert set(independent.MODELS) == set(names())
