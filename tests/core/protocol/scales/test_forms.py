"""A Questionnaire asks for its scale: every item, nothing else, each answer worth what the scale says."""

from typing import Any

import pytest

from handrail.protocol import ProtocolError
from handrail.protocol.scale import form_of_codes, load_scales, read_form, read_scales
from tests.core.protocol.scales.casing import SCALES
from tests.core.protocol.scales.forming import encoded, lforms_phq_9, numbered, option, published, sdc_phq_9
from tests.core.protocol.scales.test_refusals import shipped

PHQ_9 = SCALES["phq_9"]


def refusal(resource: dict[str, Any], scale: str = "phq_9") -> str:
    """What is said about this form."""
    with pytest.raises(ProtocolError) as caught:
        read_form(SCALES[scale], f"{scale}.json", encoded(resource))
    return str(caught.value)


class TestAPublishedForm:
    """As others wrote them."""

    def test_of_the_national_library_of_medicine_is_read(self) -> None:
        """LHC-Forms: nine items, the total, the function item; its function answers carry no values, the scale knows them."""
        form = read_form(PHQ_9, "phq_9.json", encoded(lforms_phq_9()))
        assert [one.item for one in form.questions.values()] == [*"123456789", None, "10"]
        assert form.questions["/44261-6"].asks == "total"
        assert [one.value for one in form.questions["/69722-7"].options] == [0, 1, 2, 3]

    def test_of_hl7_without_item_9_is_refused(self) -> None:
        """A PHQ-9 that does not ask about wishing to be dead."""
        assert refusal(published("hl7_r4_phq_9_without_item_9")) == (
            "phq_9.json: it does not ask for item 9 (44260-8) of phq_9; a form without it cannot be scored."
        )

    def test_of_hl7_with_item_9_put_in_is_refused_for_what_else_is_wrong(self) -> None:
        """Its difficulty question has the answers of the frequencies."""
        form = published("hl7_r4_phq_9_without_item_9")
        item_9 = {**form["item"][0], "linkId": "BetterOffDead", "code": [{"code": "44260-8"}]}
        form["item"].append(item_9)
        assert refusal(form).startswith("phq_9.json: 'Difficulty': the answers are in 'http://loinc.org/vs/LL358-3'")
        form["item"] = [one for one in form["item"] if one["linkId"] != "Difficulty"]
        assert len(read_form(PHQ_9, "phq_9.json", encoded(form)).questions["BetterOffDead"].options) == 4

    def test_of_hl7_whose_last_answer_is_worth_4_is_refused(self) -> None:
        """Structured Data Capture weighs "Nearly every day" as 4."""
        form = sdc_phq_9()
        assert len(read_form(PHQ_9, "phq_9.json", encoded(form)).questions) == 10
        form["item"][0]["item"][6]["answerOption"][3]["extension"][0]["valueDecimal"] = 4
        assert refusal(form) == (
            "phq_9.json: 'H1/T1/Q7': its answers are worth 0, 1, 2, 4, and item 7 (44252-5) of phq_9 has 0, 1, 2, 3."
        )


class TestAForm:
    """One thing wrong in a whole one."""

    def test_that_values_a_known_answer_otherwise_is_refused(self) -> None:
        """The code says "several days", the value says 2."""
        form = lforms_phq_9()
        form["item"][0]["answerOption"][1]["extension"][0]["valueDecimal"] = 2
        assert refusal(form) == "phq_9.json: '/44250-9': the answer 'LA6569-3' is worth 2 here and 1 in the scale."

    def test_with_an_answer_without_a_value_is_refused(self) -> None:
        """An answer that would count as nothing."""
        form = lforms_phq_9()
        form["item"][0]["answerOption"].append(option("sometimes", None))
        assert refusal(form) == "phq_9.json: '/44250-9': the answer 'sometimes' has no value; add its ordinalValue."

    def test_with_an_answer_left_out_is_refused(self) -> None:
        """Nobody could say "nearly every day"."""
        form = lforms_phq_9()
        form["item"][0]["answerOption"].pop()
        assert refusal(form).startswith("phq_9.json: '/44250-9': its answers are worth 0, 1, 2, and item 1 (44250-9)")

    def test_that_asks_for_an_item_twice_is_refused(self) -> None:
        """Which of the two would count?"""
        form = lforms_phq_9()
        form["item"].append({**form["item"][0], "linkId": "again"})
        assert refusal(form) == "phq_9.json: it asks for item 1 (44250-9) of phq_9 more than once; keep one."

    def test_that_asks_for_something_else_is_refused(self) -> None:
        """A question nobody scores, on a form that says it is scored."""
        form = lforms_phq_9()
        form["item"].append({"linkId": "weight", "type": "decimal", "text": "Weight"})
        assert refusal(form) == "phq_9.json: 'weight' asks for something that is no item of phq_9; remove it."

    def test_with_one_link_id_for_two_questions_is_refused(self) -> None:
        """A response could not be read."""
        form = sdc_phq_9()
        form["item"][0]["item"][1]["linkId"] = "H1/T1/Q1"
        assert refusal(form) == "phq_9.json: the linkId 'H1/T1/Q1' stands twice; give each question its own."

    def test_with_headings_and_instructions_is_read(self) -> None:
        """They are said, not asked."""
        form = lforms_phq_9()
        form["item"].insert(0, {"linkId": "intro", "type": "display", "text": "Over the last 2 weeks"})
        assert read_form(PHQ_9, "phq_9.json", encoded(form)).said["intro"] == {"en": "Over the last 2 weeks"}


class TestALicensedForm:
    """What a clinic drops in for a scale that may not be shipped."""

    @pytest.mark.parametrize(("scale", "items", "values"), [("madrs", 10, 6), ("qids_sr16", 16, 3), ("who_5", 5, 5)])
    def test_is_read_beside_the_shipped_ones_once_it_fits_the_structure(
        self, scale: str, items: int, values: int
    ) -> None:
        """Then the scale can be asked, in the clinic's words."""
        ours = encoded(numbered(items, list(range(values + 1))))
        scales = read_scales(shipped(), {f"{scale}.json": ours})
        assert set(scales.forms) - set(load_scales().forms) == {scale}
        assert len(scales.forms[scale].questions) == items
        assert scales.sha256 != load_scales().sha256

    def test_answered_by_numbers_or_by_yes_and_no_is_read_too(self) -> None:
        """Whole numbers for a rating, a tick for a screener."""
        assert (
            read_form(SCALES["madrs"], "madrs.json", encoded(numbered(10, [], kind="integer"))).questions["10"].item
            == "10"
        )
        assert read_form(SCALES["asq"], "asq.json", encoded(numbered(5, [], kind="boolean"))).questions["5"].item == "5"

    def test_that_rates_from_0_where_the_scale_rates_from_1_is_refused(self) -> None:
        """The two published variants of the BPRS would be one point apart in every item."""
        items = ("disorganisation", "suspiciousness", "hallucination", "unusual_thought")
        form = numbered(4, list(range(7)))
        for asked, item in zip(form["item"], items, strict=True):
            asked["linkId"] = item
        assert refusal(form, "bprs_plus").startswith(
            "bprs_plus.json: 'disorganisation': its answers are worth 0, 1, 2, 3, 4, 5, 6, and item disorganisation"
        )

    def test_that_lacks_an_item_is_refused(self) -> None:
        """Nine of ten."""
        form = numbered(10, list(range(7)), only=lambda place: place != 10)
        assert refusal(form, "madrs").startswith("madrs.json: it does not ask for item 10 of madrs")

    def test_with_a_wrong_item_is_refused(self) -> None:
        """68517-2 is asked in public forms instead of the first item of the AUDIT-C."""
        codes = ["68517-2", "68519-8", "68520-6"]
        form = numbered(3, [0, 1, 2, 3, 4])
        for asked, code in zip(form["item"], codes, strict=True):
            asked.update(linkId=f"/{code}", code=[{"code": code}])
        assert refusal(form, "audit_c").startswith("audit_c.json: it does not ask for item 1 (68518-0) of audit_c")


class TestAFormOfCodes:
    """What a response is read with until a clinic has its own file."""

    def test_asks_by_the_codes_of_loinc_where_the_scale_has_them(self) -> None:
        """Published responses use them as linkIds."""
        form = form_of_codes(SCALES["audit_c"])
        assert list(form.questions) == ["/68518-0", "/68519-8", "/68520-6", "/75626-2"]
        assert list(form_of_codes(SCALES["c_ssrs"]).questions)[-1] == "/93374-7"

    def test_asks_by_the_items_own_names_elsewhere(self) -> None:
        """Until somebody finds codes for them."""
        assert list(form_of_codes(SCALES["cadss_6"]).questions) == ["1", "2", "6", "7", "15", "22"]
