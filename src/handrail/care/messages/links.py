"""The links in messages: to the log-in, and the signed one by which an address is confirmed or stopped without a log-in."""

from django.conf import settings
from django.core import signing

from handrail.clinic.models import Contact

SIGNER = signing.Signer(salt="handrail.address", sep=".")


def log_in() -> str:
    """Where a patient logs in."""
    return f"{settings.OUTGOING.url}/login/"


def about_address(contact: Contact) -> str:
    """Where whoever reads at this address says yes or no to messages. It names nobody, and never runs out."""
    return f"{settings.OUTGOING.url}/address/{SIGNER.sign(contact.pk)}/"


def address_of(token: str) -> Contact | None:
    """The address that a signed link is about; None where the link is not ours, or the address was taken off the list."""
    try:
        known = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return Contact.objects.filter(pk=known, removed_at__isnull=True).select_related("clinic", "patient").first()
