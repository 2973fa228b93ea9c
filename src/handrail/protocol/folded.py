"""Words as one looks for them: "Presión", "presion" and "PRESION" are the same."""

import unicodedata


def folded(text: str) -> str:
    """A text without its capitals and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
