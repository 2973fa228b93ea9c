"""The one browser of all tests of screens."""

from tests.screens.browser import a_browser

__all__ = ["a_browser"]
