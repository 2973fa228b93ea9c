"""The world outside: monitors that never stop, a prescriber who never rests, and their own ledgers of what was acknowledged.

    python outside.py PLAN.json

Standard library only and nothing of the product, so that nobody's mistake is shared. Messages and deeds go on without a
pause, over as many connections as there are devices, each with several messages on the way. What was not answered is
sent again, byte for byte, when the server is there again; now and then something that was answered is sent once more.
Each answer is in the sender's ledger, and on the disk, before the next one is read. From the end of standard input on
nothing new is begun; the program ends when everything has been answered.
"""

import json
import os
import re
import socket
import sys
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from typing import Any, BinaryIO
from urllib.parse import urlencode
from uuid import uuid4

ON_THE_WAY = 5  # messages of one device that may wait for their answers
AGAIN_EVERY = 25  # of so many messages one is sent again though it was answered
ANSWER_WITHIN_S = 60
TRY_AGAIN_S = 0.05  # between two tries: the server it waits for is another process, and sets no event here
TICK = timedelta(microseconds=100)  # as finely as a message tells time
END = b"\x1c\r"

Line = dict[str, Any]


class Ledger:
    """What was acknowledged, a line each, on the disk before anything else happens."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("a", encoding="utf-8")

    def write(self, line: Line) -> None:
        """Write a line down for good."""
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())


class Monitor:
    """A monitor with a heart rate and a saturation. Each message has a number and a time that no other one has."""

    def __init__(self, sender: str, ledger: Ledger) -> None:
        self.sender = sender
        self.ledger = ledger
        self.number = 0
        self.said_at = datetime.now(UTC)

    def message(self) -> tuple[bytes, Line]:
        """The next one, and what the ledger is to say of it."""
        self.number += 1
        now = datetime.now(UTC)
        self.said_at = max(now.replace(microsecond=now.microsecond // 100 * 100), self.said_at + TICK)
        name = f"{self.sender}-{self.number}".replace("|", "-")
        hr, spo2 = 60 + self.number % 40, 95 + self.number % 5
        at = f"{self.said_at:%Y%m%d%H%M%S}.{self.said_at.microsecond // 100:04}+0000"
        segments = (
            rf"MSH|^~\&|{self.sender}|CLINIC||{at}||ORU^R01^ORU_R01|{name}|P|2.6",
            f"OBR|1|||182777000^monitoring of patient^SCT|||{at}",
            f"OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.0.0.1|{hr}|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R|||{at}",
            f"OBX|2|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.0.0.2|{spo2}|262688^MDC_DIM_PERCENT^MDC|||||R|||{at}",
        )
        line = {"control_id": name, "device_at": f"{self.said_at:%Y-%m-%dT%H:%M:%S.%f}Z", "hr": hr, "spo2": spo2}
        return b"\x0b" + "".join(f"{segment}\r" for segment in segments).encode() + END, line

    def speak(self, port: int, end: Event) -> None:
        """Until the end, and until everything has been answered."""
        waiting: deque[tuple[bytes, Line]] = deque()
        while waiting or not end.is_set():
            try:
                with socket.create_connection(("127.0.0.1", port), ANSWER_WITHIN_S) as wire:
                    self._converse(wire, waiting, end)
            except OSError:
                time.sleep(TRY_AGAIN_S)

    def _converse(self, wire: socket.socket, waiting: deque[tuple[bytes, Line]], end: Event) -> None:
        """All that still waits is sent again; then on and on, each answer being for the oldest that waits."""
        for raw, _ in waiting:
            wire.sendall(raw)
        answers = wire.makefile("rb")
        while waiting or not end.is_set():
            while len(waiting) < ON_THE_WAY and not end.is_set():
                waiting.append(self.message())
                wire.sendall(waiting[-1][0])
            if waiting:
                raw, line = waiting[0]
                self.ledger.write({**line, **_answer(answers)})
                waiting.popleft()
                if not line.get("again") and int(line["control_id"].rpartition("-")[2]) % AGAIN_EVERY == 0:
                    waiting.append((raw, {**line, "again": True}))
                    wire.sendall(raw)


def _answer(answers: BinaryIO) -> Line:
    """The next answer: its code, and which message it is for."""
    answer = b""
    while not answer.endswith(END):
        byte = answers.read(1)
        if not byte:
            raise ConnectionResetError
        answer += byte
    found = re.search(rb"MSA\|(\w\w)\|([^|\r]*)", answer)
    return {"code": found[1].decode(), "answers": found[2].decode()} if found else {"code": repr(answer)}


class Prescriber:
    """Sets the drip to another rate, never the same one twice, so that each deed is known by its rate."""

    def __init__(self, plan: Line, ledger: Ledger) -> None:
        self.plan = plan
        self.ledger = ledger
        self.cookies: dict[str, str] = {}

    def press(self, end: Event) -> None:
        """Until the end, and until every press has been answered."""
        tenths = 200
        while not end.is_set():
            tenths += 1
            body = {"key": str(uuid4()), "ml_per_h": f"{tenths / 10:g}"}
            while not self._answered(body):
                time.sleep(TRY_AGAIN_S)
            end.wait(TRY_AGAIN_S)

    def _answered(self, body: Line) -> bool:
        """Send one press; whether it was answered. The server keeps a log-in across its starts."""
        try:
            if "sessionid" not in self.cookies:
                self._log_in()
            path = f"/sessions/{self.plan['session']}/rate"
            status, answer = self._ask("POST", path, json.dumps(body), "application/json")
        except (OSError, HTTPException):
            return False
        self.ledger.write({**body, "status": status, "answer": answer})
        return True

    def _log_in(self) -> None:
        """As a browser does."""
        _, page = self._ask("GET", "/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields = {"csrfmiddlewaretoken": token[1] if token else "", **self.plan["log_in"]}
        self._ask("POST", "/login/", urlencode(fields), "application/x-www-form-urlencoded")

    def _ask(self, method: str, path: str, body: str | None = None, kind: str = "text/plain") -> tuple[int, str]:
        headers = {
            "Content-Type": kind,
            "Accept": "application/json" if path.endswith("/rate") else "text/html",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }
        connection = HTTPConnection("127.0.0.1", self.plan["port"], timeout=ANSWER_WITHIN_S)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, rest = cookie.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def main(plan: Line) -> None:
    """Begin all of it, and end it with standard input."""
    end = Event()
    ledgers = Path(plan["ledgers"])
    monitors = [Monitor(sender, Ledger(ledgers / f"{session}.jsonl")) for session, sender in plan["monitors"].items()]
    prescriber = Prescriber(plan["deeds"], Ledger(ledgers / "deeds.jsonl"))
    threads = [Thread(target=monitor.speak, args=(plan["mllp_port"], end)) for monitor in monitors]
    threads.append(Thread(target=prescriber.press, args=(end,)))
    for thread in threads:
        thread.start()
    sys.stdin.read()
    end.set()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
