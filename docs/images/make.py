"""Make the pictures of the README from a running demonstration.

    make demo
    .venv/bin/python docs/images/make.py http://127.0.0.1:8000

Best some minutes after Ruth Amsel's pressure has crossed its line. Needs what the tests need (`make test` brings it).
"""

import os
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

HERE = Path(__file__).parent
DESK = ViewportSize(width=1366, height=900)


def main(address: str) -> None:
    """The board as a nurse sees it, then one infusion with "slow to half" in the hand."""
    chromium = os.environ.get("HANDRAIL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=DESK, base_url=address)
        page.goto("/")
        page.get_by_role("button", name=re.compile("Mara Lind")).click()
        _take(page, "board")
        page.get_by_role("link", name=re.compile("Ruth Amsel")).click()
        _live(page)  # before its script runs, the plain form would slow at once
        page.get_by_role("button", name=re.compile("^Slow to half")).first.click()
        _take(page, "infusion")
        browser.close()


def _take(page: Page, name: str) -> None:
    _live(page)
    page.screenshot(path=HERE / f"{name}.png")


def _live(page: Page) -> None:
    """Wait until nothing on the page is of the moment when it was loaded."""
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()


if __name__ == "__main__":
    main(sys.argv[1])
