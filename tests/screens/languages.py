"""In which language a page is measured: the short form looks at the one with the longer words, the long form at both."""

import pytest

LONGER_WORDS_FIRST = ["es", pytest.param("en", marks=pytest.mark.long)]
languages = pytest.mark.parametrize("language", LONGER_WORDS_FIRST)
