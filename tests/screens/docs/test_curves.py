"""The documentation's page on which a clinician moves the dose, built and opened from the disk as a clinic would."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from docs.pharmacology.given import curve, short, steady
from handrail.pharmacology import for_patients
from tests.screens.browser import DESK, PHONE, overflow, page_of

DOCS = Path(__file__).parents[3] / "docs"
LATER_MIN = (0, 20, 40, 120)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the built pages of pharmacology lie."""
    folder = tmp_path_factory.mktemp("docs")
    ways = [str(path) for path in (folder / "read", DOCS, folder / "html")]
    build = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", *ways]
    subprocess.run(build, check=True, cwd=DOCS.parent)
    return (folder / "html" / "pharmacology").as_uri() + "/"


def row(page: Page, which: str, name: str) -> list[str]:
    """What the table shows of a model: the peak, the end and later."""
    cells = page.locator(f'[data-which="{which}"] tr[data-model="{short(name)}"] td')
    return cells.all_inner_texts()


def expected(name: str, which: str, *, dose: float, minutes: int, weight_kg: float) -> list[float]:
    """The code's own figures."""
    at_min = [float(minutes + later) for later in LATER_MIN]
    curves = curve(name, weight_kg, steady(dose * weight_kg, minutes), at_min)
    values: list[float] = (curves.plasma_ng_per_ml if which == "plasma" else curves.effect_site_ng_per_ml).tolist()
    return values


class TestThePageThatMoves:
    @pytest.mark.parametrize("which", ["plasma", "effect_site"])
    def test_shows_the_codes_own_figures_wherever_the_sliders_stand(
        self, built: str, browser: Browser, which: str
    ) -> None:
        """Moved by keyboard: more dose, less time, a heavier person."""
        with page_of(browser, DESK, at=built) as page:
            page.goto("curves.html")
            page.get_by_role("slider", name="Dose").fill("0.75")
            page.get_by_role("slider", name="Minutes").press("ArrowLeft")
            weight = page.get_by_role("slider", name="Weight")
            weight.press("ArrowRight")
            weight.press("ArrowRight")
            expect(page.locator(".moving-given")).to_have_text("60 mg over 39 minutes: 92.3 mg/h.")
            expect(weight).to_have_attribute("aria-valuetext", "80 kg")
            for name in for_patients():
                told = [float(words) for words in row(page, which, name)[1:]]
                own = expected(name, which, dose=0.75, minutes=39, weight_kg=80)
                np.testing.assert_allclose(told, own, atol=0.5)

    def test_names_the_peak_and_its_minute(self, built: str, browser: Browser) -> None:
        """Where the drug acts it is highest after the drip has ended."""
        at_min = [float(minute) for minute in range(121)]
        site = curve("perez_ruixo_2021", 70, steady(35, 40), at_min).effect_site_ng_per_ml
        with page_of(browser, DESK, at=built) as page:
            page.goto("curves.html")
            told = row(page, "effect_site", "perez_ruixo_2021")[0]
        assert told == f"{site.max():.0f} at {site.argmax()}"

    def test_asks_nothing_of_any_network(self, built: str, browser: Browser) -> None:
        """It works from a disk in a clinic without the internet."""
        with page_of(browser, DESK, at=built) as page:
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.goto("curves.html")
            expect(page.locator("#moving")).to_be_visible()
        assert [url for url in asked if not url.startswith("file:")] == []

    def test_fits_a_phone_and_can_be_touched(self, built: str, browser: Browser) -> None:
        """Nothing is cut off, and a slider is as high as a finger."""
        with page_of(browser, PHONE, at=built, dark=True) as page:
            page.goto("curves.html")
            expect(page.locator("#moving svg")).to_have_count(2)
            assert overflow(page) == 0
            heights = page.locator("#moving input").evaluate_all("all => all.map(one => one.clientHeight)")
        assert min(heights) >= 44

    def test_shows_the_usual_infusion_where_no_script_runs(self, built: str, browser: Browser) -> None:
        """The picture and a sentence in its place."""
        context = browser.new_context(java_script_enabled=False, base_url=built)
        page = context.new_page()
        page.goto("curves.html")
        expect(page.get_by_text("The curves move in a browser that runs scripts")).to_be_visible()
        expect(page.get_by_role("img", name="Plasma and effect site of the models over four hours")).to_be_visible()
        expect(page.locator("#moving")).to_be_hidden()
        context.close()
