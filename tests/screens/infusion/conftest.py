"""One browser for all tests of the infusion screen."""

from tests.screens.browser import a_browser

__all__ = ["a_browser"]
