"""Write the pages and drawings of pharmacology from the models.

    python -m docs.pharmacology.validate          the pages: seconds
    python -m docs.pharmacology.validate bands    bands.json first: virtual people, a minute or two

A test holds what stands in the documentation against what this makes, so that the pages cannot fall behind.
"""

import sys
from collections.abc import Sequence

from docs.pharmacology import assumed, bands, compared, coverage, steps
from docs.pharmacology.given import HERE

BANDS = "bands"


def pages() -> dict[str, str]:
    """Every generated file by its name."""
    found = coverage.read()
    return {
        "validation.md": compared.page(),
        "side-by-side.svg": compared.side_by_side(),
        "measured.svg": compared.beside_measured(),
        "between-people.svg": compared.between_people(),
        "bands.md": bands.page(found),
        "bands.svg": bands.held(found),
        "chances.svg": bands.chances(found),
        "assumed.md": assumed.page(),
        "curves/steps.json": steps.data(),
    }


def main(words: Sequence[str]) -> int:
    """Write what was asked for; the exit status is 0 unless a word is not known."""
    if words not in ([], [BANDS]):
        print(f"Say nothing for the pages, or {BANDS!r} to work out the bands first.")
        return 2
    if words:
        coverage.FILE.write_text(coverage.worked_out(), "utf-8")
        print(f"written: {coverage.FILE.name}")
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8")
        print(f"written: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
