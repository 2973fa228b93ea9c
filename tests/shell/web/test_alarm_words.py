"""What an alarm is called: every condition of the protocol about every signal and device, in both languages, in words."""

import pytest
from django.utils import translation

from handrail.care import rules
from handrail.clinic.models.fields import DeviceKind
from handrail.pathway.infuse.signals import CHANNELS
from handrail.web.board import words as board
from handrail.web.board.rows import condition_words
from handrail.web.core_words import channel_words

OF_NO_ONE_SIGNAL = ("nibp",)
"""A cuff reading as a whole."""

CODES = (*CHANNELS, *DeviceKind.values, *OF_NO_ONE_SIGNAL)


class TestAnAlarmOnTheBoard:
    @pytest.mark.parametrize("language", ["en", "es"])
    @pytest.mark.parametrize("code", CODES)
    def test_names_its_signal_or_device_in_words(self, code: str, language: str) -> None:
        """Of every condition: "Monitor: Device's clock is off", never "Signal monitor"."""
        with translation.override(language):
            catalogue = board.words(rules.shipped())
            unknown = board.say(catalogue, "channel.unknown", code=code)
            said = {
                rule: condition_words(catalogue, {"condition": f"{rule}:{code}", "channel": code})
                for rule in (*rules.shipped().protocol.alarms.rules, "a rule of tomorrow")
            }
        assert {rule: words for rule, words in said.items() if unknown in words or code in words.split()} == {}

    def test_has_words_for_every_code_and_no_other(self) -> None:
        """What a device cannot send has no name here."""
        assert {name.removeprefix("channel.") for name in channel_words()} == set(CODES)
