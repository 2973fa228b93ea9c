"""Verify an exported session without Handrail: python verify_export.py session.jsonl samples.jsonl"""
import json
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
def lines(path):
    raws = Path(path).read_bytes().splitlines(keepends=True)
    return list(zip(raws, json.loads(b"[" + b",".join(raws) + b"]"), strict=True))
def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
def must(be_true, problem):
    be_true or sys.exit(problem)
session, samples = sys.argv[1:]
stored, prev, sealed, left = lines(samples), "0" * 64, Counter(), False
for number, (raw, event) in enumerate(lines(session), 1):
    where, payload = f"{session}, line {number}", event["payload"]
    own = sha256(canonical({name: event[name] for name in event if name != "hash"})[:-1]).hexdigest()
    must(raw == canonical(event) and event["hash"] == own, f"{where} was changed")
    must((event["seq"], event["prev"]) == (number, prev), f"{where} does not follow the one before")
    prev, left = own, left or event["kind"] == "PatientLeft"
    if event["kind"] in ("MinuteSealed", "LateSamplesSealed"):
        part = stored[payload["after_cursor"] : payload["through_cursor"]]
        found = [raw for raw, one in part if one["received_at"][:16] == payload["minute_at"][:16]]
        digest = sha256(b"".join(found)).hexdigest()
        must((len(found), digest) == (payload["count"], payload["digest"]), f"{where} seals other samples")
        sealed.update(found)
for number, (raw, sample) in enumerate(stored, 1):
    must(raw == canonical(sample) and sample["cursor"] == number, f"{samples}, line {number} was changed")
    must(sealed[raw] == 1 or not (left or sealed[raw]), f"{samples}, line {number} is sealed {sealed[raw]} times")
