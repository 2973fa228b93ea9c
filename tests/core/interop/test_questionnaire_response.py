"""Answers from a FHIR QuestionnaireResponse: published good ones scored alike, published bad ones refused with words."""

from decimal import Decimal
from typing import Any

import pytest

from handrail.interop.fhir.questionnaire_response import Answered, ResponseError, read
from handrail.protocol.scale import Form, form_of_codes, load_scales, read_form
from tests.core.protocol.scales.forming import LOINC, PHQ_9, encoded, lforms_phq_9, numbered, published, sdc_phq_9

SHIPPED = load_scales()
SCALE = SHIPPED.scales["phq_9"]
FORM = SHIPPED.forms["phq_9"]
CODES = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
GAD_7 = ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"]


def coded(code: str, system: str = LOINC) -> dict[str, Any]:
    """An answer by its code."""
    return {"valueCoding": {"system": system, "code": code}}


def response(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A response with one answer a linkId."""
    given = [{"linkId": link_id, "answer": [answer]} for link_id, answer in items.items()]
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": given, **more}


def phq_9(answers: str, **more: Any) -> dict[str, Any]:
    """A PHQ-9 with these answers, a dash for none."""
    given = {f"/{code}": coded(CODES[int(one)]) for code, one in zip(PHQ_9, answers.split(), strict=True) if one != "-"}
    return response({**given, **more.pop("also", {})}, **more)


def refusal(resource: dict[str, Any], scale: str = "phq_9", form: Form | None = None) -> str:
    """What is said about this response."""
    used = form or SHIPPED.forms.get(scale) or form_of_codes(SHIPPED.scales[scale])
    with pytest.raises(ResponseError) as caught:
        read(SHIPPED.scales[scale], used, resource)
    return str(caught.value)


class TestAPublishedResponse:
    """As others wrote them."""

    def test_of_a_phq_9_by_hl7_comes_to_the_total_it_declares(self) -> None:
        """2, 2, 2, 2, 1, 1, 2, 0, 0: twelve, moderate."""
        came = read(SCALE, FORM, published("us_bhp_phq_9"))
        assert [int(came.answers[str(item)]) for item in range(1, 11)] == [2, 2, 2, 2, 1, 1, 2, 0, 0, 1]
        assert came.declared == came.score.total == 12
        assert came.score.band is not None
        assert came.score.band.id == "moderate"
        assert came.authored == "2024-02-01T20:50:32.718Z"

    def test_is_scored_alike_on_the_form_of_the_national_library_of_medicine(self) -> None:
        """LHC-Forms and the shipped form have the same linkIds and codes."""
        theirs = read_form(SCALE, "phq_9.json", encoded(lforms_phq_9()))
        assert read(SCALE, theirs, published("us_bhp_phq_9")) == read(SCALE, FORM, published("us_bhp_phq_9"))

    def test_of_a_gad_7_comes_to_3(self) -> None:
        """HL7's personal health record format: 0, 0, 1, 1, 0, 1, 0, declared by the total's own code."""
        given = {f"/{code}": coded(CODES[one]) for code, one in zip(GAD_7, (0, 0, 1, 1, 0, 1, 0), strict=True)}
        form = form_of_codes(SHIPPED.scales["gad_7"])
        came = read(SHIPPED.scales["gad_7"], form, response({**given, "/70274-6": {"valueInteger": 3}}))
        assert came.score.total == came.declared == 3

    def test_of_a_c_ssrs_with_nothing_but_no_flags_nothing(self) -> None:
        """It declares a low risk; the answers show none, and the declared level is left to whoever declared it."""
        scale = SHIPPED.scales["c_ssrs"]
        came = read(scale, form_of_codes(scale), published("us_bhp_c_ssrs"))
        assert came.score.flags == ()
        assert came.score.missing == ()
        assert set(came.answers.values()) == {Decimal(0)}

    def test_whose_declared_total_is_not_the_sum_is_refused(self) -> None:
        """HL7's Structured Data Capture: ten by the answers, thirteen declared."""
        form = read_form(SCALE, "phq_9.json", encoded(sdc_phq_9()))
        assert refusal(published("hl7_sdc_phq_9_wrong_total"), form=form) == (
            "The response declares a total of 13, and its answers come to 10. Ask who sent it which is right."
        )

    def test_of_an_audit_c_with_a_wrong_item_is_refused(self) -> None:
        """68517-2 is no item of the AUDIT-C, and 76504-0 is the total of another questionnaire."""
        said = refusal(published("us_bhp_audit_c_wrong_item"), "audit_c")
        assert said.startswith(
            "linkId '/68517-2' is not asked by this form of audit_c, which asks '/68518-0', '/68519-8'"
        )

    def test_of_an_audit_c_with_another_questionnaires_total_is_refused(self) -> None:
        """Even when the items are right."""
        bad = published("us_bhp_audit_c_wrong_item")
        bad["item"] = [{"linkId": "/68518-0", "answer": [{"valueInteger": 1}]}, bad["item"][-1]]
        assert refusal(bad, "audit_c").startswith("linkId '/76504-0' is not asked by this form of audit_c")

    def test_by_other_link_ids_than_its_form_is_refused(self) -> None:
        """A form that asks PHQ-9.1 and a response that answers PHQ.1."""
        form = lforms_phq_9()
        for place, asked in enumerate(form["item"][:9], 1):
            asked["linkId"] = f"PHQ-9.{place}"
        theirs = read_form(SCALE, "phq_9.json", encoded(form))
        assert refusal(response({"PHQ.1": coded(CODES[0])}), form=theirs).startswith(
            "linkId 'PHQ.1' is not asked by this form of phq_9, which asks 'PHQ-9.1', 'PHQ-9.2'"
        )


class TestAResponse:
    """One thing wrong in a whole one."""

    def test_without_item_9_has_no_total_and_may_declare_none(self) -> None:
        """Item 9 is never made up, by nobody."""
        came = read(SCALE, FORM, phq_9("1 1 1 1 1 1 1 1 -"))
        assert came.score.total is None
        assert came.score.why_none == "an item that is never made up"
        assert refusal(phq_9("1 1 1 1 1 1 1 1 -", also={"/44261-6": {"valueInteger": 9}})) == (
            "The response declares a total of 9, but unanswered are 9: there is none."
        )

    def test_with_two_unanswered_is_made_up_and_may_declare_that(self) -> None:
        """Seven ones are nine."""
        came = read(SCALE, FORM, phq_9("1 1 1 1 1 1 - - 1", also={"/44261-6": {"valueQuantity": {"value": 9}}}))
        assert came.score.applied == "prorated"
        assert came.score.total == came.declared == 9

    def test_with_an_answer_outside_the_value_set_is_refused(self) -> None:
        """With the answers there are."""
        bad = phq_9("1 1 1 1 1 1 1 1 -", also={"/44260-8": coded("LA33-6")})
        assert refusal(bad).startswith(
            "linkId '/44260-8' is answered 'LA33-6' of 'http://loinc.org', which is not among"
        )

    def test_with_the_right_code_of_another_system_is_refused(self) -> None:
        """A code means nothing without its system."""
        bad = phq_9("1 1 1 1 1 1 1 1 -", also={"/44260-8": coded("LA6569-3", "urn:else")})
        assert refusal(bad).startswith("linkId '/44260-8' is answered 'LA6569-3' of 'urn:else'")

    def test_with_a_number_outside_the_answers_is_refused(self) -> None:
        """A 7 for "refused" is not seven points."""
        bad = phq_9("1 1 1 1 1 1 1 1 -", also={"/44260-8": {"valueInteger": 7}})
        assert refusal(bad) == "phq_9: item 9 (44260-8) was answered 7; its answers are 0, 1, 2, 3."

    def test_with_words_for_an_answer_is_refused(self) -> None:
        """Nobody guesses what they are worth."""
        bad = phq_9("1 1 1 1 1 1 1 1 -", also={"/44260-8": {"valueString": "sometimes"}})
        assert refusal(bad).startswith("linkId '/44260-8' is answered by valueString, where a number")

    def test_that_answers_twice_is_refused(self) -> None:
        """By two answers to a question, or by the question twice."""
        twice = phq_9("1 1 1 1 1 1 1 1 1")
        twice["item"].append(twice["item"][0])
        assert refusal(twice) == "linkId '/44250-9' is answered more than once; one answer counts."
        both = phq_9("1 1 1 1 1 1 1 1 1")
        both["item"][0]["answer"] *= 2
        assert refusal(both) == "linkId '/44250-9' is answered more than once; one answer counts."

    @pytest.mark.parametrize("status", ["in-progress", "entered-in-error", "stopped", None])
    def test_that_is_not_finished_is_refused(self, status: str | None) -> None:
        """What is being answered is not scored."""
        assert refusal(phq_9("1 1 1 1 1 1 1 1 1", status=status)).startswith(f"The response is {status!r}")

    def test_that_is_something_else_is_refused(self) -> None:
        """An Observation is no answer to a form."""
        assert refusal({"resourceType": "Observation"}) == "This is a Observation, not a QuestionnaireResponse."

    def test_grouped_or_flat_with_its_headings_comes_to_the_same(self) -> None:
        """Groups and instructions are said, not answered."""
        flat = phq_9("1 2 3 0 1 2 3 0 1")
        grouped = {**flat, "item": [{"linkId": "intro", "item": flat["item"]}]}
        assert read(SCALE, FORM, grouped) == read(SCALE, FORM, flat)

    def test_to_a_clinics_own_form_is_read_by_its_codes_numbers_or_ticks(self) -> None:
        """Yes is one, no is none."""
        asq = SHIPPED.scales["asq"]
        ticked = read_form(asq, "asq.json", encoded(numbered(5, [], kind="boolean")))
        came = read(asq, ticked, response({str(item): {"valueBoolean": item == 5} for item in range(1, 6)}))
        assert [flag.id for flag in came.score.flags] == ["acute"]
        coded_ = read_form(asq, "asq.json", encoded(numbered(5, [0, 1])))
        again = read(
            asq, coded_, response({str(item): coded(f"a{int(item == 5)}", "urn:clinic") for item in range(1, 6)})
        )
        assert again == came

    def test_gets_its_band_by_who_answered(self) -> None:
        """Three is positive in women and not in men."""
        scale = SHIPPED.scales["audit_c"]

        def came(group: str) -> Answered:
            given = {f"/{code}": {"valueInteger": 1} for code in ("68518-0", "68519-8", "68520-6")}
            return read(scale, form_of_codes(scale), response(given), group=group)

        bands = [came(group).score.band for group in ("women", "men")]
        assert [band.id for band in bands if band] == ["positive", "negative"]
