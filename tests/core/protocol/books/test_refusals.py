"""What a document of the rule book may not be: incomplete, without a unit, out of range, or against itself."""

import pytest

from handrail.protocol import ProtocolError, Source
from handrail.protocol.document import Document, read_toml
from handrail.protocol.medicine_names import read_medicine_names
from handrail.protocol.rulebook import Book, Reader, read_facts

MEDICINES = read_medicine_names(
    "medicine_names.toml",
    read_toml(
        "medicine_names.toml",
        """
N05BA = { en = "benzodiazepines", es = "benzodiacepinas" }
N05BA06 = { en = "lorazepam", es = "lorazepam", also = ["Ativan", "Orfidal"] }
N05AN = { en = "lithium", es = "litio" }
N06BA = { en = "stimulants", es = "estimulantes" }
N06BA04 = { en = "methylphenidate", es = "metilfenidato" }
C09 = { en = "ACE inhibitors and sartans", es = "IECA y ARA II", also = ["losartán"] }
""".encode(),
    ),
)
FACTS = read_facts(
    "facts.toml",
    read_toml(
        "facts.toml",
        b"""
[systolic]
name = { en = "systolic pressure", es = "presion sistolica" }
kind = "number"
unit = "mmHg"
lowest = 40
highest = 300
step = 1
limit = [40, 300]

[fever]
name = { en = "fever", es = "fiebre" }
kind = "yes or no"

[colour]
name = { en = "colour", es = "color" }
kind = "choice"
choices.pink = { en = "pink", es = "rosado" }
choices.grey = { en = "grey", es = "gris" }

[medicines]
name = { en = "takes", es = "toma" }
kind = "codes"
""",
    ),
    MEDICINES,
)
SOURCES = {"label": Source("label", "A label", low_authority=False)}
HEAD = """
document = "gate"
version = "0.1.0"
title = "A gate"

[book]
name = { en = "Gate", es = "Puerta" }
step = "infuse"

[book.outcomes.stop]
name = { en = "Stop", es = "Pare" }
opposite = ["go"]

[book.outcomes.go]
name = { en = "Go", es = "Siga" }
opposite = ["stop"]
"""
BELIEVED = """
for = ["nurse"]
grade = "engineering default"
rationale = "Because."
may_change = "medical director"
"""
RULE = """
[high]
name = { en = "High", es = "Alta" }
kind = "rule"
when = { ">" = [ { var = "systolic" }, "180 mmHg" ] }
means = "stop"
do.en = "Wait."
do.es = "Espere."
"""
MEDICINE = """
[calm]
name = { en = "Calm", es = "Calma" }
kind = "medicine"
within = [0, 10]
least = { value = 1, unit = "mg" }
most = { value = 2, unit = "mg" }
session_most = { value = 4, unit = "mg", within = [1, 20] }
times = { value = 2, unit = "times", within = [1, 9] }
again_after = { value = 5, unit = "min", within = [1, 60] }
route = { en = "vein", es = "vena" }
do.en = "Give."
do.es = "Administre."
"""
VALUE = """
[wait]
name = { en = "Wait", es = "Espera" }
kind = "value"
within = [1, 48]
value = 6
unit = "h"
bound = "at least"
"""
WHOLE = HEAD + RULE + BELIEVED + MEDICINE + BELIEVED + VALUE + BELIEVED
SECOND = RULE.replace("[high]", "[calm_enough]").replace('means = "stop"', 'means = "go"') + BELIEVED

REFUSED = [
    # what is changed, into what, what is said
    ('"180 mmHg"', "180", "high: the limit 180 for 'systolic' has no unit; write it as a text"),
    ('"180 mmHg"', '"18 kPa"', "high: '18 kPa' is in 'kPa', but 'systolic' is in 'mmHg'"),
    ('"180 mmHg"', '"many mmHg"', "high: 'many mmHg' is no number with a unit"),
    ('"180 mmHg"', '"301 mmHg"', "high: '301 mmHg' lies outside what 'systolic' can be"),
    ('"180 mmHg"', '"300 mmHg"', "high: 'when' can never hold; change it"),
    ('{ ">" = [', '{ ">=" = [', None),
    ('{ ">" = [ { var = "systolic" }, "180 mmHg" ] }', '{ ">=" = [ { var = "systolic" }, "40 mmHg" ] }', "high: 'when' always holds"),
    ('var = "systolic"', 'var = "sistolic"', "high: the fact 'sistolic' is not described in facts.toml"),
    ('{ ">" = [', '{ "=>" = [', "high: the operation '=>' is not known here"),
    ('{ ">" = [ { var = "systolic" }, "180 mmHg" ] }', '{ var = "systolic" }', "high: 'systolic' is of the kind 'number'"),
    ('{ ">" = [ { var = "systolic" }, "180 mmHg" ] }', '{ ">" = [ { var = "fever" }, true ] }', "high: 'fever' is no number; compare it with == or !="),
    ('{ ">" = [ { var = "systolic" }, "180 mmHg" ] }', '{ "==" = [ { var = "colour" }, "blue" ] }', "high: 'colour' cannot be 'blue'; it is pink | grey"),
    ('{ ">" = [ { var = "systolic" }, "180 mmHg" ] }', '{ in = [ "N05BA", { var = "colour" } ] }', "high: 'colour' is of the kind 'choice'"),
    ('{ ">" = [ { var = "systolic" }, "180 mmHg" ] }', '{ in = [ "N05ZZ", { var = "medicines" } ] }', "high: the medicine 'N05ZZ' has no name in medicine_names.toml"),
    ('{ ">" = [ { var = "systolic" }, "180 mmHg" ] }', '{ and = [ { var = "fever" } ] }', "high: 'and' joins at least two conditions"),
    ('{ ">" = [ { var = "systolic" }, "180 mmHg" ] }', '{ and = [ { var = "fever" }, { "!" = [ { var = "fever" } ] } ] }', "high: 'when' can never hold"),
    ('means = "stop"', 'means = "perhaps"', "high: 'means' is 'perhaps'; choose one of: stop | go"),
    ('opposite = ["go"]', 'opposite = ["on"]', "book.outcomes: 'stop' names 'on' as its opposite"),
    ('opposite = ["stop"]\n', "", "book.outcomes: 'stop' names 'go' as its opposite; 'go' must be there and name it too"),
    ('step = "infuse"', 'step = "dance"', "book: 'step' is 'dance'; choose one of: evaluate"),
    ('for = ["nurse"]', 'for = ["gardener"]', "high: 'for' names 'gardener'; choose from: nurse"),
    ('for = ["nurse"]\n', "", "high: 'for' is missing; add it"),
    ('rationale = "Because."\n', "", "high: it is graded 'engineering default' and gives no reason"),
    ('grade = "engineering default"', 'grade = "seen"', "high: it is graded 'seen' and names no source"),
    ('kind = "rule"', 'kind = "law"', "high: 'kind' is 'law'; choose one of: value"),
    ('unit = "h"\n', "", "wait: a number stands here without its unit; add 'unit'"),
    ('unit = "h"\n', 'unit = "hrs"\n', "wait: the unit 'hrs' is not known here"),
    ('bound = "at least"\n', "", "wait: 'bound' is missing; add it"),
    ("value = 6\n", "value = [6, 8]\n", "wait: 'at least' goes with one number"),
    ('value = 6\nunit = "h"\nbound = "at least"', 'value = [8, 6]\nunit = "h"\nbound = "between"', "wait: 'between' has two numbers, the smaller first"),
    ("most = { value = 2,", "most = { value = 5,", "calm: one dose of 5 mg is over the session's maximum of 4 mg; lower it"),
    ("least = { value = 1,", "least = { value = 3,", "calm: 'least' is 3 and 'most' 2 mg"),
    ("least = { value = 1,", "least = { value = 0,", "calm: 'least' is 0 and 'most' 2 mg"),
    ("times = { value = 2,", "times = { value = 5,", "calm: 5 doses of at least 1 mg are over the session's maximum of 4 mg"),
    ('session_most = { value = 4, unit = "mg", within = [1, 20] }', 'session_most = { value = 30, unit = "mg", within = [1, 20] }', "calm: 'session_most' is 30 mg; it may be set from 1 to 20 mg"),
    ('session_most = { value = 4, unit = "mg",', 'session_most = { value = 4, unit = "mcg",', "calm: 'least', 'most' and 'session_most' must be in one unit"),
    ('again_after = { value = 5, unit = "min", within = [1, 60] }\n', "", "calm: a medicine that may be repeated says after how long"),
    ('again_after = { value = 5, unit = "min"', 'again_after = { value = 5, unit = "mg"', "calm: 'again_after' must be a length of time above 0"),
    ("times = { value = 2,", "times = { value = 1,", "calm: a medicine that may be repeated says after how long"),
    ("least = { value = 1, unit", "least = { value = 1, units", "calm.least: a number stands here without its unit"),
    ("within = [0, 10]\n", "", "calm: 'within' is missing; add it"),
    ("within = [0, 10]", "within = [0, 1.5]", "calm: 'most' is 2 mg; it may be set from 0 to 1.5 mg"),
    ("within = [1, 60]", "within = [10, 60]", "calm: 'again_after' is 5 min; it may be set from 10 to 60 min"),
    (", within = [1, 9] }", " }", "calm.times: a number stands here without where it may be set; add 'within'"),
    ("within = [1, 9]", "within = [3, 9]", "calm: 'times' is 2 times; it may be set from 3 to 9 times"),
    ("within = [1, 48]\n", "", "wait: a number stands here without where it may be set; add 'within'"),
    ("within = [1, 48]", "within = [7, 48]", "wait: 'value' is 6 h; it may be set from 7 to 48 h"),
    ("within = [1, 48]", "within = [48, 1]", "wait: 'within' goes from 48 to 1 h; write the smaller first, and leave room"),
    ("within = [1, 48]", "within = [6, 6]", "wait: 'within' goes from 6 to 6 h"),
    ("within = [1, 48]", "within = [6]", "wait: 'within' is two numbers, the smaller first; write within = [ 20, 40 ]"),
    ("within = [1, 48]", 'within = ["1 h", "48 h"]', "wait: 'within' must be a number, written with a point"),
    ("within = [1, 48]", "within = [6, 48]", None),
    ('means = "stop"', 'limits = { "systolic >" = [190, 220] }\nmeans = "stop"', "high: 'systolic' is 180 mmHg; it may be set from 190 to 220 mmHg"),
    ('means = "stop"', 'limits = { "systolic >" = [30, 220] }\nmeans = "stop"', "high.limits: 'systolic >' goes from 30 to 220 mmHg, but a limit on systolic from 40 to 300; narrow it"),
    ('means = "stop"', 'limits = { "systolic <" = [100, 220] }\nmeans = "stop"', "high.limits: 'systolic <' is not known here; correct the spelling or remove it"),
    ('means = "stop"', 'limits = { "systolic >" = [160, 220] }\nmeans = "stop"', None),
    ('route = { en = "vein", es = "vena" }', 'route = { en = "vein" }', "calm.route: 'es' is missing; add it"),
    ('do.es = "Espere."\n', "", "high.do: 'es' is missing; add it"),
]  # fmt: skip


def read(text: str) -> Book:
    """The book of a document."""
    content = read_toml("gate.toml", text.encode())
    return Reader(Document("gate.toml", "gate", content, SOURCES), FACTS).book()


class TestADocumentOfTheRuleBook:
    """One thing changed in a whole document."""

    @pytest.mark.parametrize(("old", "new", "said"), [one for one in REFUSED if one[2]], ids=lambda one: str(one)[:40])
    def test_is_refused_by_entry_with_what_to_mend(self, old: str, new: str, said: str) -> None:
        """Whoever edits it is told where."""
        assert old in WHOLE
        with pytest.raises(ProtocolError) as caught:
            read(WHOLE.replace(old, new, 1))
        assert str(caught.value).startswith(f"gate.toml: {said}")

    @pytest.mark.parametrize(("old", "new"), [one[:2] for one in REFUSED if not one[2]])
    def test_is_taken_where_the_change_leaves_it_whole(self, old: str, new: str) -> None:
        """A number on the edge of where it may be set, a range that is narrower than its fact's."""
        assert old in WHOLE
        assert list(read(WHOLE.replace(old, new, 1)).parts) == ["high", "calm", "wait"]

    def test_is_read_where_it_is_whole(self) -> None:
        """Or the refusals above would mean nothing."""
        assert list(read(WHOLE).parts) == ["high", "calm", "wait"]


class TestTwoRules:
    def test_that_order_opposite_things_of_one_fact_are_refused_with_a_case(self) -> None:
        """Whoever reads both would not know what to do at 181 mmHg."""
        with pytest.raises(ProtocolError) as caught:
            read(WHOLE + SECOND)
        assert str(caught.value) == (
            "gate.toml: calm_enough: it says 'go' where high says 'stop': at systolic 181; part them."
        )

    def test_that_order_opposite_things_side_by_side_are_taken(self) -> None:
        """Up to 180 the one, above it the other."""
        beside = SECOND.replace('">" = ', '"<=" = ')
        assert len(read(WHOLE + beside).rules()) == 2

    def test_that_look_at_different_facts_are_taken(self) -> None:
        """A calm pressure says go although a fever says stop: the gravest outcome stands."""
        fever = SECOND.replace('{ ">" = [ { var = "systolic" }, "180 mmHg" ] }', '{ var = "fever" }')
        assert len(read(WHOLE + fever).rules()) == 2

    def test_that_look_at_different_medicines_are_taken(self) -> None:
        """Lithium goes on although a stimulant is held: who takes both is told both."""
        lithium = _about_medicine(RULE, "N05AN") + BELIEVED
        stimulant = _about_medicine(SECOND, "N06BA")
        assert len(read(HEAD + lithium + stimulant).rules()) == 2

    def test_that_order_opposite_things_of_one_medicine_are_refused(self) -> None:
        """Also where the one names a class and the other a substance in it."""
        any_stimulant = _about_medicine(RULE, "N06BA") + BELIEVED
        with pytest.raises(ProtocolError) as caught:
            read(HEAD + any_stimulant + _about_medicine(SECOND, "N06BA04"))
        assert "calm_enough: it says 'go' where high says 'stop'" in str(caught.value)


def _about_medicine(rule: str, code: str) -> str:
    """The rule about who takes this, in place of a pressure."""
    pressure = '{ ">" = [ { var = "systolic" }, "180 mmHg" ] }'
    return rule.replace(pressure, f'{{ in = [ "{code}", {{ var = "medicines" }} ] }}')
