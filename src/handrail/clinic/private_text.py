"""Words about a patient, locked with that patient's own key before they enter the log.

The log's hashes cover the locked text. Erasing the key therefore erases the words everywhere, in old copies too, and
leaves every chain whole.

AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce for each text; the patient's id is authenticated with it, so
that a text moved to another patient does not open. Each patient's key is itself locked with the installation's master
key, from `HANDRAIL_MASTER_KEY` (32 bytes in base64) or the file `keys/master.key` in the data directory.
"""

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from handrail.clinic import keyfile
from handrail.clinic.models import PatientKey

_VERSION = "v1:"
_KEY_BYTES = 32
_NONCE_BYTES = 12


class KeyErased(Exception):
    """The patient's words were erased, so that none can be added."""


class DoesNotOpen(Exception):
    """The locked text was changed, or belongs to another patient or installation."""


class MasterKeyUnreadable(Exception):
    """The installation's master key is missing or malformed."""


def create_key(patient_id: str) -> None:
    """Give a new patient their key. Called once, where the patient is made."""
    key = AESGCM.generate_key(bit_length=8 * _KEY_BYTES)
    PatientKey.objects.create(patient_id=patient_id, wrapped=_lock(_master(), key, _for_key(patient_id)))


def seal(patient_id: str, text: str) -> str:
    """The text, locked: `v1:` and base64. Raises `KeyErased` when the patient's words have been erased."""
    key = _key(patient_id)
    if key is None:
        raise KeyErased(f"The words about {patient_id} were erased, and so was the key: nothing can be added.")
    return _lock(key, text.encode(), _for_text(patient_id))


def open_text(patient_id: str, sealed: str) -> str | None:
    """The words again, or None once the patient's key is erased. Raises `DoesNotOpen` when the text was tampered with."""
    key = _key(patient_id)
    return None if key is None else _unlock(key, sealed, _for_text(patient_id)).decode()


def erase(patient_id: str) -> None:
    """Forget the patient's key: from now on nobody can read the words, and nothing in any log has changed."""
    PatientKey.objects.filter(patient=patient_id).delete()


def _key(patient_id: str) -> bytes | None:
    wrapped = PatientKey.objects.filter(patient=patient_id).values_list("wrapped", flat=True).first()
    return None if wrapped is None else _unlock(_master(), wrapped, _for_key(patient_id))


def _master() -> bytes:
    given = os.environ.get("HANDRAIL_MASTER_KEY", "")
    path = Path(settings.DATA_DIR) / "keys" / "master.key"
    text = given or keyfile.read_or_make(path, base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii"))
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != _KEY_BYTES:
        where = "HANDRAIL_MASTER_KEY" if given else str(path)
        raise MasterKeyUnreadable(f"{where} does not hold {_KEY_BYTES} bytes in base64. Restore the key from its copy.")
    return key


def _lock(key: bytes, secret: bytes, about: bytes) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _VERSION + base64.b64encode(nonce + AESGCM(key).encrypt(nonce, secret, about)).decode("ascii")


def _unlock(key: bytes, locked: str, about: bytes) -> bytes:
    try:
        data = base64.b64decode(locked.removeprefix(_VERSION), validate=True)
        return AESGCM(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], about)
    except (InvalidTag, ValueError) as error:  # a malformed base64 or nonce is a ValueError
        raise DoesNotOpen("The locked text does not open: it was changed, or it is somebody else's.") from error


def _for_text(patient_id: str) -> bytes:
    return patient_id.encode()


def _for_key(patient_id: str) -> bytes:
    return b"key of " + patient_id.encode()
