"""Signed heads: what no chain can show by itself, that its end was cut off.

At a session's sign-off and daily, the number and hash of each stream's last event are signed with Ed25519 and appended to
`<data>/heads/<date>.jsonl`, outside the database, with the public key beside them. Copied to another place once a day, they also
hold against somebody who has the whole machine. The private key is made at first use in `<data>/keys`, readable by nobody else.

A line: {"hash", "key", "seq", "signature", "signed_at", "stream"}; `signature` (hexadecimal) is over the canonical JSON of the line
without it, `key` names the public key's file.
"""

import fcntl
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

from handrail.pathway.events import codec
from handrail.record import canonical, models

PRIVATE_FOLDER_MODE = 0o700


class BadHead(ValueError):
    """A line among the signed heads is not what was signed. Compare the file with its copy elsewhere."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """At that moment, this was the last event of a stream."""

    stream: str
    seq: int
    hash: str
    signed_at: datetime


def sign(at: datetime, streams: Collection[str] | None = None, *, data: Path | None = None) -> int:
    """Sign the heads that moved since they were signed last, of these streams or of all; returns how many.

    The lines are on the disk when this returns. Nothing is appended where nothing moved. A line that is not what was signed
    keeps nobody from going home: it is passed over here and told by `handrail verify`.
    """
    data = data or _data()
    known = _furthest(_heads_folder(data), streams)
    rows = models.Stream.objects.filter(head_seq__gt=0).order_by("id")
    if streams is not None:
        rows = rows.filter(id__in=streams)
    moved = [row for row in rows if known.get(row.id, 0) < row.head_seq]
    key = _private_key(data)
    lines = [_signed_line(key, SignedHead(row.id, row.head_seq, row.head_hash, at)) for row in moved]
    _append(_heads_folder(data) / f"{at.date().isoformat()}.jsonl", lines)
    return len(lines)


def read(data: Path | None = None, *, streams: Collection[str] | None = None) -> dict[str, tuple[SignedHead, ...]]:
    """The signed heads of these streams or of all, the furthest one of each last.

    Raises:
        BadHead: a line that was not signed with a key whose public half lies beside it.
    """
    folder = _heads_folder(data or _data())
    keys = _public_keys(folder)
    found: dict[str, list[SignedHead]] = {}
    for place, line in _lines(folder, streams):
        head = _checked(place, line, keys)
        found.setdefault(head.stream, []).append(head)
    return {stream: tuple(sorted(heads, key=lambda head: head.seq)) for stream, heads in found.items()}


def _furthest(folder: Path, streams: Collection[str] | None) -> dict[str, int]:
    keys = _public_keys(folder)
    furthest: dict[str, int] = {}
    for place, line in _lines(folder, streams):
        with suppress(BadHead):
            head = _checked(place, line, keys)
            furthest[head.stream] = max(head.seq, furthest.get(head.stream, 0))
    return furthest


def _data() -> Path:
    return Path(settings.DATA_DIR)


def _heads_folder(data: Path) -> Path:
    return data / "heads"


def _lines(folder: Path, streams: Collection[str] | None) -> Iterator[tuple[str, str]]:
    """The lines about these streams, each with its place. The name is looked for as text: to check a signature takes longer."""
    named = None if streams is None else [f'"stream":"{stream}"' for stream in streams]
    for path in sorted(folder.glob("*.jsonl")):
        whole, _, _unfinished = path.read_text(encoding="utf-8").rpartition("\n")
        for number, line in enumerate(whole.splitlines(), 1):
            if named is None or any(name in line for name in named):
                yield f"{path.name}, line {number}", line


def _signed_line(key: Ed25519PrivateKey, head: SignedHead) -> str:
    fields = {
        "hash": head.hash,
        "key": _name(key.public_key()),
        "seq": head.seq,
        "signed_at": codec.written_time(head.signed_at),
        "stream": head.stream,
    }
    signature = key.sign(canonical.text(fields).encode()).hex()
    return canonical.text({**fields, "signature": signature})


def _checked(place: str, line: str, keys: Mapping[str, Ed25519PublicKey]) -> SignedHead:
    try:
        fields: dict[str, Any] = json.loads(line)
        signature = bytes.fromhex(fields.pop("signature"))
        keys[fields["key"]].verify(signature, canonical.text(fields).encode())
        return SignedHead(fields["stream"], fields["seq"], fields["hash"], codec.read_time(fields["signed_at"]))
    except (InvalidSignature, KeyError, ValueError, TypeError, AttributeError) as problem:
        raise BadHead(f"Signed heads, {place}: not what was signed. Compare it with its copy elsewhere.") from problem


def _append(path: Path, lines: Sequence[str]) -> None:
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _drop_unfinished(file)
        file.write("".join(f"{line}\n" for line in lines).encode())
        file.flush()
        os.fsync(file.fileno())


def _drop_unfinished(file: BinaryIO) -> None:
    """Take away a last line without its end: a power cut fell into its writing, and nobody was told that it was signed."""
    file.seek(0)
    whole, end, _unfinished = file.read().rpartition(b"\n")
    file.truncate(len(whole + end))


def _private_key(data: Path) -> Ed25519PrivateKey:
    path = data / "keys" / "heads.pem"
    if not path.exists():
        _make_key(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise BadHead(f"{path.name} is no Ed25519 key. Put the installation's own key back.")
    _lay_beside(_heads_folder(data), key.public_key())
    return key


def _make_key(path: Path) -> None:
    """Make the key under another name first: two processes that do so at once end with the same key, the first one's."""
    path.parent.mkdir(mode=PRIVATE_FOLDER_MODE, parents=True, exist_ok=True)
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with NamedTemporaryFile(dir=path.parent) as fresh:  # which nobody but its owner can read
        fresh.write(text)
        fresh.flush()
        os.fsync(fresh.fileno())
        with suppress(FileExistsError):
            os.link(fresh.name, path)


def _lay_beside(folder: Path, key: Ed25519PublicKey) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path, text = folder / f"{_name(key)}.pem", key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    if not path.exists() or path.read_bytes() != text:
        path.write_bytes(text)


def _public_keys(folder: Path) -> dict[str, Ed25519PublicKey]:
    """The keys that can be read, by their names; what was signed with another one counts as not signed."""
    keys: dict[str, Ed25519PublicKey] = {}
    for path in folder.glob("*.pem"):
        with suppress(ValueError, UnsupportedAlgorithm):
            key = load_pem_public_key(path.read_bytes())
            if isinstance(key, Ed25519PublicKey) and _name(key) == path.stem:
                keys[path.stem] = key
    return keys


def _name(key: Ed25519PublicKey) -> str:
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]
