"""What a scale's file may say that no shipped scale says."""

from decimal import Decimal

from handrail.protocol.scale import score
from handrail.protocol.scale.reading import read_scale

OWN = """
document = "own"
version = "1"
title = "A scale of a clinic"

[scale]
name = { en = "Sleep", es = "Sueño" }
filled_by = "patient"
direction = "higher is worse"
grade = "engineering default"
rationale = "Made for this test."
may_change = "medical director"

[licence]
name = { en = "Licence", es = "Licencia" }
text = "not shipped"
seen = "Ours."
grade = "engineering default"
rationale = "Made for this test."
may_change = "medical director"

[look_back]
name = { en = "Look-back", es = "Período" }
value = 7
unit = "d"
grade = "engineering default"
rationale = "Made for this test."
may_change = "medical director"

[items]
name = { en = "Items", es = "Ítems" }
grade = "engineering default"
rationale = "Made for this test."
may_change = "medical director"

[items.answers.often]
value = [1, 2, 3, 4]
unit = "point"

[[items.item]]
id = "wakes"
answers = "often"

[[items.item]]
id = "sleeps_well"
answers = "often"
reverse = true

[total]
name = { en = "Total", es = "Total de puntos" }
lowest = { value = 2, unit = "point" }
highest = { value = 8, unit = "point" }
grade = "engineering default"
rationale = "Made for this test."
may_change = "medical director"

[[total.part]]
take = "sum"
items = ["wakes", "sleeps_well"]

[missing]
name = { en = "Missing", es = "Sin responder" }
rule = "none may be missing"
grade = "engineering default"
rationale = "Made for this test."
may_change = "medical director"
"""


class TestAReversedItem:
    """Asked the other way round, so that nobody answers by habit."""

    def test_counts_from_the_other_end_and_is_kept_as_it_was_answered(self) -> None:
        """Sleeping well as often as can be adds the least."""
        scale = read_scale("own.toml", OWN.encode(), {})
        result = score(scale, {"wakes": Decimal(1), "sleeps_well": Decimal(4)})
        assert result.total == 2
        assert result.items["sleeps_well"] == 4
        assert score(scale, {"wakes": Decimal(4), "sleeps_well": Decimal(1)}).total == 8

    def test_leaves_a_scale_without_bands_without_a_band(self) -> None:
        """No band is better than one nobody drew."""
        scale = read_scale("own.toml", OWN.encode(), {})
        assert score(scale, {"wakes": Decimal(1), "sleeps_well": Decimal(4)}).band is None
