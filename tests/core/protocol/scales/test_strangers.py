"""Whatever comes from outside, a form or a response, is read or refused with words; nothing else."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.interop.fhir.questionnaire_response import Answered, ResponseError, read
from handrail.protocol import ProtocolError
from handrail.protocol.scale import Form, read_form
from tests.core.protocol.scales.casing import SCALES, SHIPPED
from tests.core.protocol.scales.forming import PHQ_9, lforms_phq_9, published

LEAVES = st.none() | st.booleans() | st.integers(-3, 30) | st.floats() | st.sampled_from(["LA6568-5", "", "sNaN", "es"])
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["linkId", "answer", "item", "value", "code", "system", "url"]), inner)
    ),
    max_leaves=8,
)


def paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a resource."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, value in inner for place in paths(value, (*path, key)))]


def put(resource: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The resource with one place replaced."""
    copy = json.loads(json.dumps(resource))
    if not path:
        return value
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return copy


RESPONSE = published("us_bhp_phq_9")
FORM = lforms_phq_9()


class TestAStranger:
    """One place of a good one replaced by anything."""

    @settings(max_examples=300)
    @given(st.sampled_from(paths(RESPONSE)), ANYTHING)
    def test_as_a_response_is_read_or_refused_with_words(self, path: tuple[Any, ...], value: Any) -> None:
        """Never an error without a sentence, never a total beside the scale."""
        try:
            came = read(SCALES["phq_9"], SHIPPED.forms["phq_9"], put(RESPONSE, path, value))
        except ResponseError:
            return
        assert isinstance(came, Answered)
        assert came.declared is None or came.declared == came.score.total

    @settings(max_examples=300)
    @given(st.sampled_from(paths(FORM)), ANYTHING)
    def test_as_a_form_is_read_or_refused_with_words(self, path: tuple[Any, ...], value: Any) -> None:
        """And one that is read asks for all nine items."""
        content = json.dumps(put(FORM, path, value)).encode()
        try:
            form = read_form(SCALES["phq_9"], "phq_9.json", content)
        except ProtocolError:
            return
        assert isinstance(form, Form)
        assert {one.item for one in form.questions.values()} >= {str(place) for place in range(1, len(PHQ_9) + 1)}
