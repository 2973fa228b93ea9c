"""Verify an exported session without Handrail: the arguments are session.jsonl and samples.jsonl."""

import json
import sys
from hashlib import sha256
from pathlib import Path


def lines(path):
    raws = Path(path).read_bytes().splitlines(keepends=True)
    return list(
        zip(raws, json.loads(b"[" + b",".join(raws) + b"]"), strict=True)
    )  # what is no JSON is told by its line


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def must(be_true, problem):
    if not be_true:
        sys.exit(problem)


def verify(session, samples):
    stored, streams, prev, left, through, last = lines(samples), set(), "0" * 64, False, 0, ""
    sealed = [0] * len(stored)
    for number, (raw, event) in enumerate(lines(session), 1):
        where, payload = f"{session}, line {number}", event["payload"]
        bare = {name: event[name] for name in event if name != "hash"}
        own = sha256(canonical(bare)[:-1]).hexdigest()
        must(raw == canonical(event) and event["hash"] == own, f"{where} was changed")
        must((event["seq"], event["prev"]) == (number, prev), f"{where} does not follow the one before")
        prev, left = own, left or event["kind"] == "PatientLeft"
        streams.add(event["stream"])
        if event["kind"] in ("MinuteSealed", "LateSamplesSealed"):
            cursors = range(payload["after_cursor"], min(payload["through_cursor"], len(stored)))
            found = [one for one in cursors if stored[one][1]["received_at"][:16] == payload["minute_at"][:16]]
            digest = sha256(b"".join(stored[one][0] for one in found)).hexdigest()
            must((len(found), digest) == (payload["count"], payload["digest"]), f"{where} seals other samples")
            through, last = max(through, payload["through_cursor"]), max(last, payload["minute_at"][:16])
            for one in found:
                sealed[one] += 1
    for number, (raw, sample) in enumerate(stored, 1):
        where, times = f"{samples}, line {number}", sealed[number - 1]
        streams.add(sample["session"])
        must(raw == canonical(sample) and len(streams) == 1, f"{where} was changed")
        must(sample["cursor"] == number, f"{where} does not follow the one before")
        due = left or (number <= through and sample["received_at"][:16] <= last)
        must(times == 1 or not (due or times), f"{where} is sealed {times} times")


if __name__ == "__main__":
    verify(*sys.argv[1:])
