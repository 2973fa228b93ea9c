"""What the tests of questions send, as a page or its script would."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from handrail.clinic.models import Patient

JSON = {"Accept": "application/json"}
DAY = timedelta(days=1)


def send(client: Client, page: str, what: str, **fields: str) -> Any:
    """Send a form of the page under a key of its own, and look at what it leads to."""
    return client.post(f"{page}{what}", {"key": str(uuid4()), **fields}, follow=True)


def leads_to(client: Client, page: str, what: str, **fields: str) -> str:
    """Where a form of the page leads."""
    return str(client.post(f"{page}{what}", {"key": str(uuid4()), **fields}).headers["Location"])


def say(client: Client, page: str, item: str, answer: str, **fields: str) -> Any:
    """Send one answer, as the page's script does."""
    sent = {"key": str(uuid4()), "item": item, "answer": answer, "seen": "0", **fields}
    return client.post(f"{page}answer", sent, headers=JSON)


def staff_page(patient: Patient) -> str:
    """One patient's questions, for the staff."""
    return f"/patients/{patient.pk}/questions/"
